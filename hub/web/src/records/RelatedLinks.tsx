import { ActionIcon, Anchor, Group, Paper, SimpleGrid, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { formatDecimal } from "@common/format";
import type { RecordData, TypeMeta } from "@common/meta";
import { inSentence, listHref, useCatalogue } from "../data/meta";
import { countQuery } from "../data/records";
import { buildFilter, writeCondition } from "../filter/filter";

/// The ways from a record to the lists of what names it, with how many there are, and to a new one that does.
export function RelatedLinks({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t, i18n } = useTranslation();
  const referring = useCatalogue().data!.referringTo(type).map((way) => ({
    ...way, condition: { field: way.name, operator: way.field.list && way.field.kind !== "lines" ? ":" as const : "=" as const, value: record.id },
  }));
  const counts = useQueries({ queries: referring.map(({ type: other, condition }) => countQuery(other.path, buildFilter([condition]))) });
  if (referring.length === 0) return null;
  return (
    <Paper withBorder p="md" mt="md" bg="var(--surface)" component="section" aria-labelledby="related" data-testid="related">
      <Title order={2} size="h3" mb="sm" id="related">{t("record.related")}</Title>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="xs">
        {referring.map(({ type: other, field, name, alone, condition }, index) => {
          const create = t("record.new", { type: inSentence(other.label, i18n.language) });
          const found = counts[index]?.data;
          return (
            <Group key={`${other.path}${name}`} gap={4} wrap="nowrap">
              <Anchor component={Link} data-testid={`related-${other.path}-${name}`} to={`${listHref(other.path)}?f=${encodeURIComponent(writeCondition(condition))}`}>
                {alone ? other.plural : `${other.plural} (${inSentence(field.label, i18n.language)})`}
              </Anchor>
              {found && (
                <Text span size="sm" c={found.total ? undefined : "dimmed"} fw={found.total ? 600 : undefined} className="figures" data-testid={`count-${other.path}-${name}`}>
                  {formatDecimal(found.total ?? 0)}{found.total_is_exact === false && "+"}
                </Text>
              )}
              {other.may.create && !field.derived && !field.readonly && !(field.list && field.kind === "reference") && (
                <ActionIcon component={Link} to={`/records/${other.path}/new?${name}=${record.id}`} variant="subtle" aria-label={create} title={create}>
                  <IconPlus size={16} />
                </ActionIcon>
              )}
            </Group>
          );
        })}
      </SimpleGrid>
    </Paper>
  );
}
