import { useState } from "react";
import { Button, Paper, SegmentedControl, Skeleton, Stack } from "@mantine/core";
import "@mantine/core/styles/SegmentedControl.css";
import { IconHistory } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router-dom";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import { formatInstant, place } from "@common/format";
import { useCatalogue } from "../data/meta";
import { useVans } from "../data/pages";
import { titleOf } from "../fields/titles";
import { Page } from "../shell/Page";
import { MiniTable } from "../workorder/MiniTable";
import { actionText, askedOf, filterNames, logOf, logs, useEntries, whereFrom, whoText, type Entry } from "./audit";
import { AuditFilters } from "./AuditFilters";
import { ChainLine } from "./ChainLine";
import { EntryDetails } from "./EntryDetails";
import { ExportButton } from "./ExportButton";
import { useNames } from "../data/useNames";

/// For administrators and auditors: who changed, read, signed in, with the values before and after.
export default function AuditPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const [open, setOpen] = useState<Entry>();
  const asked = askedOf(params, place().zone);
  const query = useEntries(asked);
  const catalogue = useCatalogue().data;
  const vans = useVans().data?.items;
  const log = logOf(params);
  const set = (name: string, value: string | null) =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (value) next.set(name, value);
      else next.delete(name);
      // An action of one log, and a field of one type, are none of another's.
      if (name === "log") next.delete("action");
      if (name === "type") ["field", "action"].forEach((one) => next.delete(one));
      return next;
    }, { replace: true });
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  // Of a sign-in the log keeps who it was by his id alone.
  const names = useNames([
    ...entries.filter(({ by, by_name }) => by && !by_name).map(({ by }) => ({ type: "admin.User", id: by })),
    ...entries.map(({ type, record }) => ({ type, id: record })),
  ]);
  const filtered = filterNames.some((name) => params.get(name));
  return (
    <Page title={t("menu.audit")} error={query.error} actions={<ExportButton asked={asked} />}>
      <Stack gap="md">
        <ChainLine />
        <SegmentedControl value={log} onChange={(value) => set("log", value)} aria-label={t("audit.log")} style={{ alignSelf: "flex-start" }} data={logs.map((one) => ({ value: one, label: t(`audit.logs.${one}`) }))} />
        <AuditFilters params={params} onSet={set} />
        {query.isPending && <Skeleton h={320} />}
        {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && entries.length === 0 && (
          <Paper withBorder bg="var(--surface)" data-testid="audit-none"><EmptyState title={t(filtered ? "audit.none" : "audit.none_yet")} icon={<IconHistory size={24} />} /></Paper>
        )}
        {entries.length > 0 && (
          <Paper withBorder p="sm" bg="var(--surface)"><MiniTable
            label={t("menu.audit")} rows={entries} rowKey={(entry) => String(entry.seq)} testId="audit"
            columns={[
              { label: t("audit.at"), lead: true, cell: (entry) => formatInstant(entry.at) },
              { label: t("audit.user"), cell: (entry) => whoText(entry, names, t) },
              { label: t("audit.action"), cell: (entry) => actionText(entry, log, catalogue, t) },
              ...(log === "sign-ins" ? [] : [{ label: t("audit.type"), cell: (entry: Entry) => catalogue?.named(entry.type)?.label ?? entry.type }]),
              ...(log === "changes" ? [{ label: t("audit.record"), cell: (entry: Entry) => <span translate="no">{titleOf(entry.record, names)}</span> }] : []),
              ...(log === "reads" ? [{ label: t("audit.records"), numeric: true, cell: (entry: Entry) => entry.records?.length ?? 0 }] : []),
              { label: t("audit.address"), cell: (entry) => whereFrom(entry.address, vans ?? [], t) },
              { label: "", cell: (entry) => <Button size="compact-sm" variant="default" onClick={() => setOpen(entry)} data-testid={`audit-open-${entry.seq}`}>{t("audit.details")}</Button> },
            ]}
          /></Paper>
        )}
        {query.hasNextPage && <Button variant="default" style={{ alignSelf: "flex-start" }} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} data-testid="audit-more">{t("audit.more")}</Button>}
      </Stack>
      {open && <EntryDetails entry={open} log={log} who={whoText(open, names, t)} where={whereFrom(open.address, vans ?? [], t)} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}
