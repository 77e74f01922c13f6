import { useMemo } from "react";
import { Button, Group } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { FieldMeta, TypeMeta } from "@common/meta";
import { inSentence } from "../data/meta";
import { useRecords } from "../data/records";
import { comparison } from "../filter/filter";
import { RecordTable } from "../list/RecordTable";

/// The rows of an owned type that belong to one record; a frozen one takes no more.
export function RelatedSet({ type, field, owner, frozen }: { type: TypeMeta; field: FieldMeta; owner: string; frozen: boolean }) {
  const { t, i18n } = useTranslation();
  const query = useRecords(type.path, { filter: comparison(field.name, "=", owner), order_by: type.order_by });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const titles = useMemo(() => Object.assign({}, ...(query.data?.pages.map((page) => page.titles) ?? [])) as Record<string, string>, [query.data]);
  return (
    <>
      {type.may.create && !frozen && (
        <Group justify="flex-end" mb="sm">
          <Button component={Link} to={`/records/${type.path}/new?${field.name}=${owner}`} size="xs" variant="light" leftSection={<IconPlus size={16} aria-hidden />}>
            {t("record.new", { type: inSentence(type.label, i18n.language) })}
          </Button>
        </Group>
      )}
      <RecordTable type={type} query={query} rows={rows} titles={titles} total={query.data?.pages[0]?.total} more={query.data?.pages[0]?.total_is_exact === false} />
    </>
  );
}
