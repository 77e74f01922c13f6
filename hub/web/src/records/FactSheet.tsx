import { Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { Age } from "@common/components/Age";
import { FieldOf } from "./NamedRecord";
import { isEmpty, isWide } from "../fields/visible";
import { titleOf } from "../fields/titles";
import { sectionsOf } from "./sections";

/// A record to read: what is filled, by sections in reading order; empty fields are left out.
export function FactSheet({ type, fields = type.fields, record }: { type: TypeMeta; fields?: FieldMeta[]; record: RecordData }) {
  const { t } = useTranslation();
  const shown = fields.filter((field) => !field.secret && (!isEmpty(record[field.name]) || record[field.name] === false));
  const sections = sectionsOf(type, shown);
  return (
    <Paper withBorder p="md" bg="var(--surface)">
      {sections.map(({ name, fields: members }, index) => (
        <section key={name} aria-label={t(`record.section.${name}`)} className="fact-section">
          {index > 0 && <Title order={2} size="h4" mb="xs">{t(`record.section.${name}`)}</Title>}
          <dl className="facts">
            {members.map((field) => (
              <div key={field.name} className={isWide(field) ? "wide" : undefined} data-testid={`value-${field.name}`}>
                <dt>{field.label}</dt>
                <dd><FieldOf field={field} record={record} /></dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <Text size="xs" c="dimmed" mt="md">
        {t("record.version", { version: record.version })}
        {record.changed_at && <> · {t("record.changed")} <Age at={record.changed_at} /></>}
        {record.changed_by && <> · {titleOf(record.changed_by, record.titles)}</>}
      </Text>
    </Paper>
  );
}
