import { lazy, Suspense, useState } from "react";
import { Anchor, Button, Group, Paper, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router-dom";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import type { TypeMeta } from "@common/meta";
import { recordHref, useCatalogue } from "../data/meta";
import { sayDistinct, useMatchedTypes, usePairs, type Pair } from "../data/quality";
import { Page } from "../shell/Page";
import { Reasons } from "./Reasons";

const MergeDialog = lazy(() => import("./MergeDialog").then((module) => ({ default: module.MergeDialog })));

/// Records that are probably one, type by type, the most probable first.
export default function DataQualityPage() {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data!;
  const [params, setParams] = useSearchParams();
  const types = useMatchedTypes();
  const named = (name: string) => catalogue.named(name);
  const choices = (types.data ?? []).flatMap(({ type }) => (named(type) ? [{ value: type, label: named(type)!.plural }] : []));
  const chosen = named(params.get("type") ?? choices.find(({ value }) => value === "crm.Account")?.value ?? choices[0]?.value ?? "");
  return (
    <Page title={t("menu.data_quality")} error={types.error}>
      {types.isError && <ErrorState error={types.error} onRetry={() => void types.refetch()} />}
      {types.isPending && <Skeleton h={240} />}
      {choices.length > 0 && (
        <Select
          label={t("quality.of_type")} data={choices} value={chosen?.name ?? null} maw={360} mb="md" allowDeselect={false} data-testid="quality-type"
          onChange={(value) => setParams(value ? { type: value } : {}, { replace: true })}
        />
      )}
      {chosen && types.data && <Pairs key={chosen.name} type={chosen} />}
    </Page>
  );
}

function Pairs({ type }: { type: TypeMeta }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = usePairs(type.name);
  const [open, setOpen] = useState<Pair>();
  const [error, setError] = useState<unknown>();
  if (query.isPending) return <Skeleton h={240} />;
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const pairs = query.data.pages.flatMap((page) => page.items);
  const distinct = async ({ records }: Pair) => {
    setError(undefined);
    try {
      await sayDistinct(type.path, records[0]!.id, records[1]!.id);
    } catch (refused) {
      setError(refused);
    }
    void client.invalidateQueries({ queryKey: ["duplicates"] });
  };
  return (
    <Stack data-testid="pairs">
      {error !== undefined && <ErrorState error={error} />}
      {pairs.length === 0 && <EmptyState title={t("quality.none")} text={t("quality.none_text")} />}
      {pairs.map((pair) => (
        <Paper key={pair.records.map(({ id }) => id).join()} withBorder p="md" bg="var(--surface)" data-testid="pair">
          <Group justify="space-between">
            <Stack gap={4} style={{ minWidth: 0 }}>
              {pair.records.map(({ id, title }) => <Text key={id} style={{ overflowWrap: "anywhere" }}><Anchor component={Link} inherit to={recordHref(type.path, id)}>{title || t("field.empty")}</Anchor></Text>)}
              <Reasons score={pair.score} reasons={pair.reasons} />
            </Stack>
            {type.may.change && (
              <Group gap="xs">
                <Button variant="default" onClick={() => void distinct(pair)} data-testid="pair-distinct">{t("quality.distinct")}</Button>
                {type.may.delete && <Button onClick={() => setOpen(pair)} data-testid="pair-compare">{t("quality.compare")}</Button>}
              </Group>
            )}
          </Group>
        </Paper>
      ))}
      {query.hasNextPage && <Button variant="subtle" onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("history.more")}</Button>}
      {open && (
        <Suspense fallback={null}>
          <MergeDialog type={type} first={open.records[0]!.id} second={open.records[1]!.id} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </Stack>
  );
}
