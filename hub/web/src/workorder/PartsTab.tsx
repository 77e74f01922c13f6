import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { StateBadge } from "@common/components/StateBadge";
import { formatDecimal, formatInstant, formatQuantity, unitName } from "@common/format";
import type { RecordData } from "@common/meta";
import type { Quantity } from "@common/values";
import { stateLabel, useCatalogue } from "../data/meta";
import type { Overview } from "../data/pages";
import { titleOf } from "../fields/titles";
import { MiniTable } from "./MiniTable";
import { Section, Withheld } from "./Section";

/// What is set aside for the job, and what was really used.
export function PartsTab({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data;
  const reservation = catalogue?.path("stock-reservations");
  const kinds = catalogue?.path("stock-moves")?.fields.find((field) => field.name === "kind")?.choices;
  const title = (id: unknown) => (id ? titleOf(String(id), data.titles) : "");
  return (
    <Stack gap="md">
      {data.moves ? (
        <Section title={t("job.used")} empty={data.moves.length === 0 && t("job.nothing_used")}>
          <MiniTable
            label={t("job.used")} rows={data.moves} rowKey={(row) => row.id} testId="moves"
            columns={[
              { label: t("job.part"), cell: (row) => title(row.product) },
              { label: t("job.quantity"), numeric: true, cell: quantityOf },
              { label: t("job.from"), cell: (row) => title(row.from) },
              { label: t("job.kind"), cell: (row) => kinds?.find((choice) => choice.value === row.kind)?.label ?? String(row.kind ?? "") },
              { label: t("job.when"), cell: (row) => formatInstant(String(row.at ?? "")) },
            ]}
          />
        </Section>
      ) : <Withheld title={t("job.used")} testId="moves-withheld" />}
      {data.reservations ? (
        <Section title={t("job.reserved")} empty={data.reservations.length === 0 && t("job.nothing_reserved")}>
          <MiniTable
            label={t("job.reserved")} rows={data.reservations} rowKey={(row) => row.id} testId="reservations"
            columns={[
              { label: t("job.part"), cell: (row) => title(row.product) },
              { label: t("job.quantity"), numeric: true, cell: quantityOf },
              { label: t("job.place"), cell: (row) => title(row.warehouse) },
              { label: t("field.header.state"), cell: (row) => row.state && <StateBadge state={row.state} label={stateLabel(reservation, row.state)} /> },
            ]}
          />
        </Section>
      ) : <Withheld title={t("job.reserved")} testId="reservations-withheld" />}
    </Stack>
  );
}

/// A quantity with its unit inside, or a bare number with `unit` beside it.
export function quantityOf(row: RecordData): string {
  const { quantity, unit } = row;
  if (quantity && typeof quantity === "object") return formatQuantity(quantity as Quantity);
  if (quantity === undefined || quantity === null) return "";
  return `${formatDecimal(quantity as string)} ${unitName(unit as string | undefined)}`.trim();
}
