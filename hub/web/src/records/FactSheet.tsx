import { Paper, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FieldMeta, RecordData } from "@common/meta";
import { Age } from "@common/components/Age";
import { FieldValue } from "../fields/FieldValue";
import { isEmpty, isWide } from "../fields/visible";
import { titleOf } from "../fields/titles";

/// A record to read: what is filled, in reading order; empty fields are left out.
export function FactSheet({ fields, record }: { fields: FieldMeta[]; record: RecordData }) {
  const { t } = useTranslation();
  const shown = fields.filter((field) => !field.secret && (!isEmpty(record[field.name]) || record[field.name] === false));
  return (
    <Paper withBorder p="md" bg="var(--surface)">
      <dl className="facts">
        {shown.map((field) => (
          <div key={field.name} className={isWide(field) ? "wide" : undefined} data-testid={`value-${field.name}`}>
            <dt>{field.label}</dt>
            <dd><FieldValue field={field} value={record[field.name]} titles={record.titles} /></dd>
          </div>
        ))}
      </dl>
      <Text size="xs" c="dimmed" mt="md">
        {t("record.version", { version: record.version })}
        {record.changed_at && <> · {t("record.changed")} <Age at={record.changed_at} /></>}
        {record.changed_by && <> · {titleOf(record.changed_by, record.titles)}</>}
      </Text>
    </Paper>
  );
}
