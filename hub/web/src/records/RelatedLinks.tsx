import { useState } from "react";
import { ActionIcon, Anchor, Group, Paper, Text, Title, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconPlus } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { formatDecimal } from "@common/format";
import type { RecordData, TypeMeta } from "@common/meta";
import { inSentence, listHref, useCatalogue } from "../data/meta";
import { countQuery } from "../data/records";
import { buildFilter, writeCondition } from "../filter/filter";
import { RelatedRows } from "./RelatedRows";

/// What names a record, by kind with how many there are: opened in place, as a list of its own, or with a new one.
export function RelatedLinks({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t, i18n } = useTranslation();
  const [opened, setOpened] = useState<string>();
  const referring = useCatalogue().data!.referringTo(type).map((way) => ({
    ...way, condition: { field: way.name, operator: way.field.list && way.field.kind !== "lines" ? ":" as const : "=" as const, value: record.id },
  }));
  const counts = useQueries({ queries: referring.map(({ type: other, condition }) => countQuery(other.path, buildFilter([condition]))) });
  if (referring.length === 0) return null;
  return (
    <Paper withBorder p="md" mt="md" bg="var(--surface)" component="section" aria-labelledby="related" data-testid="related">
      <Title order={2} size="h3" mb="sm" id="related">{t("record.related")}</Title>
      <div className="related-grid">
        {referring.map(({ type: other, field, name, alone, condition }, index) => {
          const create = t("record.new", { type: inSentence(other.label, i18n.language) });
          const found = counts[index]?.data;
          const key = `${other.path}-${name}`;
          const label = alone ? other.plural : `${other.plural} (${inSentence(field.label, i18n.language)})`;
          const Chevron = opened === key ? IconChevronDown : IconChevronRight;
          return (
            <div key={key} className={opened === key ? "wide" : undefined}>
              <Group gap={4} wrap="nowrap" className="related-line">
                {found?.total ? (
                  <UnstyledButton aria-expanded={opened === key} aria-label={t("record.show_related", { types: label })} onClick={() => setOpened(opened === key ? undefined : key)} data-testid={`expand-${key}`}>
                    <Chevron size={16} style={{ display: "block" }} />
                  </UnstyledButton>
                ) : <span style={{ width: 16 }} />}
                <Anchor component={Link} data-testid={`related-${key}`} to={`${listHref(other.path)}?f=${encodeURIComponent(writeCondition(condition))}`}>{label}</Anchor>
                {found && (
                  <Text span size="sm" c={found.total ? undefined : "dimmed"} fw={found.total ? 600 : undefined} className="figures" data-testid={`count-${key}`}>
                    {formatDecimal(found.total ?? 0)}{found.total_is_exact === false && "+"}
                  </Text>
                )}
                {other.may.create && !field.derived && !field.readonly && !(field.list && field.kind === "reference") && (
                  <ActionIcon component={Link} to={`/records/${other.path}/new?${name}=${record.id}`} variant="subtle" aria-label={create} title={create}>
                    <IconPlus size={16} />
                  </ActionIcon>
                )}
              </Group>
              {opened === key && <RelatedRows type={other} filter={buildFilter([condition])} />}
            </div>
          );
        })}
      </div>
    </Paper>
  );
}
