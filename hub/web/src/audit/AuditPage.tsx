import { useState } from "react";
import { Button, Group, Paper, Select, SegmentedControl, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import "@mantine/core/styles/SegmentedControl.css";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router-dom";
import { ErrorState } from "@common/components/ErrorState";
import { formatInstant, place } from "@common/format";
import { useCatalogue } from "../data/meta";
import { useVans } from "../data/pages";
import { DayInput } from "../fields/DayInput";
import { Page } from "../shell/Page";
import { actionLabel } from "../versions/HistoryTab";
import { MiniTable } from "../workorder/MiniTable";
import { askedOf, logs, useEntries, whereFrom, type Entry } from "./audit";
import { ChainLine } from "./ChainLine";
import { EntryDetails } from "./EntryDetails";
import { ExportButton } from "./ExportButton";

/// For administrators and auditors: who changed, read, signed in, with the values before and after.
export default function AuditPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const [open, setOpen] = useState<Entry>();
  const asked = askedOf(params, place().zone);
  const query = useEntries(asked);
  const catalogue = useCatalogue().data;
  const vans = useVans().data?.items;
  const types = catalogue?.types ?? [];
  const set = (name: string, value: string | null) =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    }, { replace: true });
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const typeLabel = (name: string) => types.find((type) => type.name === name)?.label ?? name;
  const action = (entry: Entry) => {
    const type = types.find((one) => one.name === entry.type);
    return catalogue && type ? actionLabel(catalogue, type, entry.action, t) : entry.action;
  };
  const text = (name: string) => (
    <TextInput key={name} label={t(`audit.${name}`)} value={params.get(name) ?? ""} onChange={(event) => set(name, event.currentTarget.value)} data-testid={`audit-${name}`} style={{ flex: "1 1 140px" }} />
  );
  return (
    <Page title={t("menu.audit")} actions={<ExportButton asked={asked} />}>
      <Stack gap="md">
        <ChainLine />
        <SegmentedControl value={asked.log ?? "changes"} onChange={(value) => set("log", value)} aria-label={t("audit.log")} style={{ alignSelf: "flex-start" }} data={logs.map((log) => ({ value: log, label: t(`audit.logs.${log}`) }))} />
        <Group gap="sm" align="flex-end">
          <DayInput label={t("audit.from")} value={params.get("from")} onChange={(day) => set("from", day)} data-testid="audit-from" />
          <DayInput label={t("audit.to")} value={params.get("to")} onChange={(day) => set("to", day)} data-testid="audit-to" />
          {asked.log !== "sign-ins" && (
            <Select label={t("audit.type")} searchable clearable value={params.get("type")} onChange={(value) => set("type", value)} data={types.map((type) => ({ value: type.name, label: type.label }))} data-testid="audit-type" style={{ flex: "1 1 160px" }} />
          )}
          {["user", "action", "record", "field", "address"].map(text)}
        </Group>
        {query.isPending && <Skeleton h={320} />}
        {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && entries.length === 0 && <Text c="dimmed" data-testid="audit-none">{t("audit.none")}</Text>}
        {entries.length > 0 && (
          <Paper withBorder p="sm" bg="var(--surface)"><MiniTable
            label={t("menu.audit")} rows={entries} rowKey={(entry) => String(entry.seq)} testId="audit"
            columns={[
              { label: t("audit.at"), lead: true, cell: (entry) => formatInstant(entry.at) },
              { label: t("audit.user"), cell: (entry) => entry.by_name || entry.by || "–" },
              { label: t("audit.action"), cell: action },
              { label: t("audit.type"), cell: (entry) => typeLabel(entry.type) },
              { label: t("audit.address"), cell: (entry) => whereFrom(entry.address, vans ?? [], t) },
              { label: "", cell: (entry) => <Button size="compact-sm" variant="default" onClick={() => setOpen(entry)} data-testid={`audit-open-${entry.seq}`}>{t("audit.details")}</Button> },
            ]}
          /></Paper>
        )}
        {query.hasNextPage && <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} data-testid="audit-more">{t("audit.more")}</Button>}
      </Stack>
      {open && <EntryDetails entry={open} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}
