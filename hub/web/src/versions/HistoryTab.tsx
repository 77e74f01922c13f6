import { Button, Paper, Skeleton, Stack, Table, Text, Timeline } from "@mantine/core";
import "@mantine/core/styles/Timeline.css";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Age } from "@common/components/Age";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { useCatalogue, type Catalogue } from "../data/meta";
import { ScrollX } from "../shell/ScrollX";
import { useHistory, type HistoryItem } from "../data/records";
import { plainValue } from "../fields/plain";
import { MergesSection } from "../quality/MergesSection";
import { mayEdit } from "../records/actions";
import { RollBack } from "./RollBack";
import { stateField } from "../filter/filter";

/// Who changed what, when and why, the newest first.
export function HistoryTab({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data!;
  const query = useHistory(type.path, record.id);
  if (query.isPending) return <Skeleton h={160} />;
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <EmptyState title={t("history.empty")} />;
  return (
    <>
      <MergesSection type={type} record={record} />
      <Paper withBorder p="md" bg="var(--surface)" data-testid="history">
        <Timeline bulletSize={14} lineWidth={2}>
          {items.map((item) => (
            <Timeline.Item key={item.position} title={actionLabel(catalogue, type, item.action, t)}>
              <Text size="sm" c="dimmed">
                {item.version !== undefined && `${t("record.version", { version: item.version })} · `}
                {item.by_name || item.by || t("history.system")} · <Age at={item.at} />
                {causeText(item.cause, t) && ` · ${causeText(item.cause, t)}`}
              </Text>
              <Changes type={type} item={item} titles={record.titles} />
              {item.version !== undefined && item.version < record.version && mayEdit(type, record) && !query.hasNextPage && (
                <RollBack type={type} record={record} items={items} version={item.version} />
              )}
            </Timeline.Item>
          ))}
        </Timeline>
        {query.hasNextPage && <Button variant="subtle" mt="sm" onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("history.more")}</Button>}
      </Paper>
    </>
  );
}

function Changes({ type, item, titles }: { type: TypeMeta; item: HistoryItem; titles?: Record<string, string> }) {
  const { t } = useTranslation();
  const entries = Object.entries(item.fields ?? {}).filter(([name]) => name !== "version");
  if (entries.length === 0) return null;
  return (
    <Stack mt={4}>
      <ScrollX label={actionLabel(useCatalogue().data!, type, item.action, t)} minWidth={320}>
        <Table withRowBorders={false} verticalSpacing={2} w="auto">
          <Table.Tbody>
            {entries.map(([name, { before, after }]) => {
              const field = fieldNamed(type, name);
              return (
                <Table.Tr key={name}>
                  <Table.Td c="dimmed">{name === "state" ? t("field.header.state") : field.label}</Table.Td>
                  <Table.Td>
                    <Text span size="sm" td={after === undefined ? undefined : "line-through"} c="dimmed">{plainValue(field, before, titles)}</Text>
                    {" → "}
                    <Text span size="sm" fw={500}>{plainValue(field, after, titles) || t("field.empty")}</Text>
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </ScrollX>
    </Stack>
  );
}

/// A field the metadata no longer knows is shown as text.
export function fieldNamed(type: TypeMeta, name: string): FieldMeta {
  if (name === "state") return stateField(type) ?? { name, label: name, kind: "text" };
  return type.fields.find((field) => field.name === name) ?? { name, label: name.replaceAll("_", " "), kind: "json" };
}

/// The action by the name of its own button; then what the hub does by itself or to any record; then the button of another record
/// that changed this one too.
export function actionLabel(catalogue: Catalogue, type: TypeMeta, name: string, t: TFunction): string {
  if (["create", "change", "delete"].includes(name)) return t(`history.${name}`);
  const button = (types: TypeMeta[]) => types.flatMap((one) => one.flow?.actions ?? []).find((action) => action.name === name)?.label;
  return button([type]) ?? (t(`history.action.${name}`, { defaultValue: "" }) || button(catalogue.types) || sentence(name));
}

const sentence = (name: string): string => {
  const words = name.replaceAll("-", " ").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/// What a person can use of the cause: which way a change came, not which message carried it.
export function causeText(cause: string | undefined, t: (key: string) => string): string {
  if (!cause || cause.startsWith("request ")) return "";
  if (cause.startsWith("operation ")) return t("history.from_van");
  return cause;
}
