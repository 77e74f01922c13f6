import { useRef } from "react";
import { Alert, Skeleton, Stack, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router-dom";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import { formatDecimal, unitName } from "@common/format";
import { recordTitle, useCatalogue } from "../data/meta";
import { useStock, type StockItem } from "../data/pages";
import { NewButton } from "../records/NewButton";
import { Page } from "../shell/Page";
import { usePage } from "../shell/usePage";
import { MiniTable } from "../workorder/MiniTable";
import { Section } from "../workorder/Section";
import { fitting } from "./fitting";

/// What lies where: depots and vans with on hand, reserved and free.
export default function StockPage() {
  const { t } = useTranslation();
  const query = useStock();
  const type = useCatalogue().data!.path("warehouses");
  const [params, setParams] = useSearchParams();
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([["/", () => input.current?.focus()]]);
  const text = params.get("q") ?? "";
  const none = query.data?.places.length === 0;
  const places = fitting(query.data?.places ?? [], text);
  const { shown, more } = usePage(places, 20);
  return (
    <Page title={t("menu.stock")} error={query.error}>
      {!none && <TextInput
        ref={input} value={text} maw={360} mb="md" aria-label={t("stock.search")} placeholder={t("stock.search")} data-testid="stock-search"
        leftSection={<IconSearch size={16} aria-hidden />} onChange={(event) => setParams(event.currentTarget.value ? { q: event.currentTarget.value } : {}, { replace: true })}
      />}
      {query.isPending && <Skeleton h={240} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {none && (
        <EmptyState title={t("stock.empty")} text={t("stock.empty_text")}>
          <NewButton path="warehouses" />
        </EmptyState>
      )}
      {query.data && !none && places.length === 0 && <EmptyState title={t("list.nothing")} text={t("stock.nothing_fits")} />}
      <Stack gap="md">
        {shown.map((place) => (
          <Section
            key={place.id} title={recordTitle(type, place)} testId={`place-${place.id}`} empty={place.items.length === 0 && t("stock.nothing")}
            aside={type?.fields.find((field) => field.name === "kind")?.choices?.find((choice) => choice.value === place.kind)?.label}
          >
            <MiniTable
              label={recordTitle(type, place)} rows={place.items} rowKey={(row) => row.product}
              columns={[
                { label: t("stock.code"), cell: (row) => row.code },
                { label: t("stock.name"), lead: true, cell: (row) => row.name },
                { label: t("stock.on_hand"), numeric: true, cell: (row) => <Amount row={row} value={row.on_hand} /> },
                { label: t("stock.reserved"), numeric: true, cell: (row) => <Amount row={row} value={row.reserved} /> },
                { label: t("stock.free"), numeric: true, cell: (row) => <Amount row={row} value={row.free} warn /> },
              ]}
            />
          </Section>
        ))}
        {more}
      </Stack>
    </Page>
  );
}

function Amount({ row, value, warn }: { row: StockItem; value: string; warn?: boolean }) {
  const { t } = useTranslation();
  const words = `${formatDecimal(value)} ${unitName(row.unit)}`;
  if (!warn || Number(value) >= 0) return words;
  return <Alert component="span" color="danger" p="2px 8px" display="inline-block" title={undefined}>{words} · {t("stock.short")}</Alert>;
}
