import { ActionIcon, Anchor, Group, Paper, SimpleGrid, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { RecordData, TypeMeta } from "@common/meta";
import { inSentence, listHref, useCatalogue } from "../data/meta";
import { writeCondition } from "./filter";

/// The ways from a record to the lists of what names it, and to a new one that does.
export function RelatedLinks({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t, i18n } = useTranslation();
  const referring = useCatalogue().data!.referringTo(type);
  if (referring.length === 0) return null;
  return (
    <Paper withBorder p="md" mt="md" bg="var(--surface)" component="section" aria-labelledby="related" data-testid="related">
      <Title order={2} size="h3" mb="sm" id="related">{t("record.related")}</Title>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="xs">
        {referring.map(({ type: other, field, alone }) => {
          const create = t("record.new", { type: inSentence(other.label, i18n.language) });
          return (
            <Group key={`${other.path}${field.name}`} gap={4} wrap="nowrap">
              <Anchor
                component={Link} data-testid={`related-${other.path}-${field.name}`}
                to={`${listHref(other.path)}?f=${encodeURIComponent(writeCondition({ field: field.name, operator: field.list ? ":" : "=", value: record.id }))}`}
              >
                {alone ? other.plural : `${other.plural} (${inSentence(field.label, i18n.language)})`}
              </Anchor>
              {other.may.create && !field.derived && !field.readonly && !field.list && (
                <ActionIcon component={Link} to={`/records/${other.path}/new?${field.name}=${record.id}`} variant="subtle" aria-label={create} title={create}>
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
