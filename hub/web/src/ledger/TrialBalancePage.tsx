import { useMemo } from "react";
import { Alert, Button, Group, Paper, Skeleton, Table } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router-dom";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import { place } from "@common/format";
import { todayIn } from "@common/zone";
import { useCatalogue } from "../data/meta";
import { useTrialBalance, type TrialBalance, type TrialRow } from "../data/pages";
import { DayInput } from "../fields/DayInput";
import { ReferencePicker } from "../fields/ReferencePicker";
import { rememberTitle, titleOf } from "../fields/titles";
import { Page } from "../shell/Page";
import { useNarrow } from "../shell/useNarrow";
import { amountText, byClass, isZero } from "./amounts";

/// Debit and credit of every account up to a day; both sums must agree.
export default function TrialBalancePage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const entity = params.get("entity") ?? "";
  const to = params.get("to") ?? todayIn(place().zone);
  const query = useTrialBalance(entity, to);
  const set = (name: string, value: string | null) =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    }, { replace: true });
  return (
    <Page
      title={t("menu.trial_balance")} error={query.error}
      actions={
        <Group align="flex-end" gap="sm">
          <ReferencePicker
            type={useCatalogue().data!.path("legal-entities")} label={t("ledger.entity")} value={entity || null} text={entity ? titleOf(entity, undefined) : ""} clearable
            data-testid="ledger-entity" onPick={(id, title) => { if (id && title) rememberTitle(id, title); set("entity", id); }}
          />
          <DayInput label={t("ledger.to")} value={to} onChange={(day) => set("to", day)} data-testid="ledger-to" />
        </Group>
      }
    >
      {query.isPending && <Skeleton h={320} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Balance data={query.data} />}
    </Page>
  );
}

function Balance({ data }: { data: TrialBalance }) {
  const { t, i18n } = useTranslation();
  const narrow = useNarrow();
  const groups = useMemo(() => byClass(data.rows), [data.rows]);
  if (data.rows.length === 0) return <EmptyState title={t("ledger.empty")} text={t("ledger.empty_text")}><Button component={Link} to="/invoices" variant="light">{t("menu.invoices")}</Button></EmptyState>;
  const even = isZero(data.difference);
  return (
    <>
      <Alert color={even ? "success" : "danger"} icon={even ? <IconCheck /> : <IconAlertTriangle />} mb="md" role="status" data-testid="trial-verdict" data-even={even}>
        {even ? t("ledger.even") : t("ledger.uneven", { difference: amountText(data.difference) })}
      </Alert>
      <Paper withBorder bg="var(--surface)">
        <Table verticalSpacing={6} horizontalSpacing={narrow ? "xs" : "md"} aria-label={t("menu.trial_balance")} fz={narrow ? "sm" : undefined}>
          <Table.Thead>
            <Table.Tr>
              {!narrow && <Table.Th>{t("ledger.code")}</Table.Th>}
              {!narrow && <Table.Th>{t("ledger.account")}</Table.Th>}
              <Table.Th className="num">{t("ledger.debit")}</Table.Th>
              <Table.Th className="num">{t("ledger.credit")}</Table.Th>
              <Table.Th className="num">{t("ledger.balance")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          {groups.map(([name, rows]) => (
            <Table.Tbody key={name}>
              <Table.Tr bg="var(--ground)">
                <Table.Th colSpan={narrow ? 3 : 5} scope="rowgroup">{i18n.exists(`ledger.class.${name}`) ? t(`ledger.class.${name}`) : name}</Table.Th>
              </Table.Tr>
              {rows.map((row) => <AccountRows key={row.code} row={row} narrow={narrow} />)}
            </Table.Tbody>
          ))}
          <Table.Tfoot>
            {narrow && <Table.Tr fw={700}><Table.Th colSpan={3}>{t("ledger.sum")}</Table.Th></Table.Tr>}
            <Table.Tr fw={700}>
              {!narrow && <Table.Th colSpan={2}>{t("ledger.sum")}</Table.Th>}
              <Table.Th className="num" data-testid="trial-debit">{amountText(data.debit)}</Table.Th>
              <Table.Th className="num" data-testid="trial-credit">{amountText(data.credit)}</Table.Th>
              <Table.Th className="num" data-testid="trial-difference">{amountText(data.difference)}</Table.Th>
            </Table.Tr>
          </Table.Tfoot>
        </Table>
      </Paper>
    </>
  );
}

/// On a phone the account has a line of its own above its three figures.
function AccountRows({ row, narrow }: { row: TrialRow; narrow: boolean }) {
  return (
    <>
      {narrow && (
        <Table.Tr className="row-above">
          <Table.Th colSpan={3} scope="rowgroup" c="var(--mantine-color-text)"><span className="figures">{row.code}</span> {row.name}</Table.Th>
        </Table.Tr>
      )}
      <Table.Tr data-testid={`ledger-${row.code}`}>
        {!narrow && <Table.Td className="figures">{row.code}</Table.Td>}
        {!narrow && <Table.Td>{row.name}</Table.Td>}
        <Table.Td className="num">{amountText(row.debit)}</Table.Td>
        <Table.Td className="num">{amountText(row.credit)}</Table.Td>
        <Table.Td className="num">{amountText(row.balance)}</Table.Td>
      </Table.Tr>
    </>
  );
}
