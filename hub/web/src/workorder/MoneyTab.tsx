import { Anchor, Button, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { StateBadge } from "@common/components/StateBadge";
import { formatDay, formatMoney } from "@common/format";
import type { RecordData } from "@common/meta";
import type { Money } from "@common/values";
import { recordHref, recordTitle, stateLabel, useCatalogue } from "../data/meta";
import type { Overview } from "../data/pages";
import { titleOf } from "../fields/titles";
import { isFrozen } from "../records/actions";
import { MiniTable } from "./MiniTable";
import { quantityOf } from "./PartsTab";
import { Section, Withheld } from "./Section";

const sums = ["planned_cost", "actual_cost", "margin", "not_to_exceed"];

/// Lines that will be billed, the invoices, and, for who may see it, cost and margin.
export function MoneyTab({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data!;
  const type = catalogue.path("work-orders");
  const invoices = catalogue.path("invoices");
  const shown = (type?.fields ?? []).filter((field) => sums.includes(field.name) && data.work_order[field.name]);
  return (
    <Stack gap="md">
      {shown.length > 0 && (
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          {shown.map((field) => (
            <Section key={field.name} title={field.label}>
              <Text fz={20} fw={600} className="figures">{formatMoney(data.work_order[field.name] as Money)}</Text>
            </Section>
          ))}
        </SimpleGrid>
      )}
      {data.lines ? (
        <Section
          title={t("job.lines")} empty={data.lines.length === 0 && t("job.no_lines")}
          aside={type && !isFrozen(type, data.work_order) && catalogue.path("line-items")?.may.create && (
            <Button component={Link} to={`/records/line-items/new?work_order=${data.work_order.id}`} size="xs" variant="light" data-testid="add-line">{t("job.add_line")}</Button>
          )}
        >
          <MiniTable
            label={t("job.lines")} rows={data.lines} rowKey={(row) => row.id} testId="lines"
            columns={[
              { label: t("job.text"), cell: (row) => <LineName row={row} titles={data.titles} /> },
              { label: t("job.quantity"), numeric: true, cell: quantityOf },
              { label: t("job.price"), numeric: true, cell: (row) => formatMoney(row.unit_price as Money) },
              { label: t("job.net"), numeric: true, cell: (row) => formatMoney(row.net as Money) },
            ]}
          />
        </Section>
      ) : <Withheld title={t("job.lines")} testId="lines-withheld" />}
      {data.invoices && (
        <Section title={t("menu.invoices")} empty={data.invoices.length === 0 && t("job.no_invoices")}>
          <MiniTable
            label={t("menu.invoices")} rows={data.invoices} rowKey={(row) => row.id} testId="invoices"
            columns={[
              { label: t("job.invoice"), cell: (row) => <Anchor component={Link} to={recordHref("invoices", row.id)}>{recordTitle(invoices, { ...row, titles: data.titles })}</Anchor> },
              { label: t("field.header.state"), cell: (row) => row.state && <StateBadge state={row.state} label={stateLabel(invoices, row.state)} /> },
              { label: t("job.date"), cell: (row) => formatDay(row.date as string | undefined) },
              { label: t("job.total"), numeric: true, cell: (row) => formatMoney(row.total as Money) },
              { label: t("job.open"), numeric: true, cell: (row) => formatMoney(row.open as Money) },
            ]}
          />
        </Section>
      )}
    </Stack>
  );
}

function LineName({ row, titles }: { row: RecordData; titles: Record<string, string> }) {
  const name = String(row.text ?? (row.product ? titleOf(String(row.product), titles) : ""));
  return <Anchor component={Link} to={recordHref("line-items", row.id)} data-testid={`line-${row.id}`}>{name || "–"}</Anchor>;
}
