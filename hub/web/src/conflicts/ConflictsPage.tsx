import { Button, Group, SegmentedControl, Select, Skeleton, Stack, Text } from "@mantine/core";
import "@mantine/core/styles/SegmentedControl.css";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router-dom";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import { formatDecimal } from "@common/format";
import { useCatalogue } from "../data/meta";
import { Page } from "../shell/Page";
import { ConflictCard } from "./ConflictCard";
import { useConflicts, type Part } from "./conflicts";

const parts: Part[] = ["open", "settled", "decided"];

/// Where van and office disagree: who, when and why, both versions beside each other, and one press that decides.
export default function ConflictsPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const state = parts.find((part) => part === params.get("state")) ?? "open";
  const kind = params.get("kind") ?? "", device = params.get("device") ?? "";
  const query = useConflicts({ state, kind, device });
  const first = query.data?.pages[0];
  const kinds = useCatalogue().data?.path("sync-conflicts")?.fields.find(({ name }) => name === "kind")?.choices ?? [];
  const set = (name: string, value: string | null) => {
    const next = new URLSearchParams(params);
    if (value) next.set(name, value);
    else next.delete(name);
    setParams(next, { replace: true });
  };
  const label = (part: Part) => `${t(`conflicts.part.${part}`)}${first ? ` (${formatDecimal(first.counts[part])})` : ""}`;
  return (
    <Page title={t("menu.conflicts")} error={query.error}>
      <Text c="dimmed" mb="md">{t("conflicts.text")}</Text>
      <Group gap="sm" mb="md">
        <SegmentedControl aria-label={t("conflicts.parts")} value={state} onChange={(value) => set("state", value)} data={parts.map((part) => ({ value: part, label: label(part) }))} data-testid="conflict-parts" />
        <Select aria-label={t("conflicts.kind")} placeholder={t("conflicts.all_kinds")} data={kinds.map(({ value, label: text }) => ({ value: String(value), label: text }))} value={kind || null} onChange={(value) => set("kind", value)} clearable w={220} data-testid="conflict-kind" />
        {device && <Button variant="default" onClick={() => set("device", null)} data-testid="all-vans">{t("conflicts.all_vans")}</Button>}
      </Group>
      {query.isPending && <Skeleton h={240} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {first?.items.length === 0 && <EmptyState title={t(`conflicts.none.${state}`)} />}
      <Stack gap="md">
        {query.data?.pages.flatMap((page) => page.items.map((conflict) => <ConflictCard key={conflict.id} conflict={conflict} titles={page.titles} />))}
      </Stack>
      {query.hasNextPage && <Button mt="md" variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} data-testid="conflicts-more">{t("conflicts.more")}</Button>}
    </Page>
  );
}
