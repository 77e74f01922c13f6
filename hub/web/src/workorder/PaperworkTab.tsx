import { Button, Group, Stack, Text } from "@mantine/core";
import { IconFileTypePdf } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@common/components/EmptyState";
import { StateBadge } from "@common/components/StateBadge";
import { formatInstant } from "@common/format";
import { recordTitle, stateLabel, useCatalogue } from "../data/meta";
import type { Overview } from "../data/pages";
import { titleOf } from "../fields/titles";
import { ActionBar } from "../records/ActionBar";
import { usePage } from "../shell/usePage";
import { IntegrityBadge } from "./IntegrityBadge";
import { Section, Withheld } from "./Section";

/// Reports and forms of the job: the PDF, who signed when, and whether it is still what was signed.
export function PaperworkTab({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const type = useCatalogue().data!.path("paperwork-documents");
  const { shown, more } = usePage(data.documents ?? [], 20);
  if (!data.documents) return <Withheld title={t("job.tab.paperwork")} testId="documents-withheld" />;
  if (data.documents.length === 0) return <EmptyState title={t("paper.none")} text={t("paper.none_text")} />;
  return (
    <Stack gap="md">
      {shown.map((paper) => (
        <Section
          key={paper.id} testId={`paper-${paper.id}`}
          title={[paper.number, paper.template && titleOf(String(paper.template), data.titles)].filter(Boolean).join(" · ") || recordTitle(type, paper)}
          aside={
            <Group gap="xs">
              {paper.state && <StateBadge state={paper.state} label={stateLabel(type, paper.state)} />}
              <IntegrityBadge paper={paper.id} integrity={paper.integrity} />
            </Group>
          }
        >
          {(paper.signatures ?? []).map((signature) => (
            <Text key={signature.id} size="sm">
              {t("paper.signed_by", {
                name: String(signature.signer ?? ""),
                at: formatInstant(String(signature.at ?? ""), "full"),
              })}
            </Text>
          ))}
          <Group mt="sm" gap="xs">
            {typeof paper.pdf_blob === "string" && (
              <Button
                component="a" href={`/api/blobs/${paper.pdf_blob}`} target="_blank" rel="noreferrer" variant="light"
                leftSection={<IconFileTypePdf size={16} aria-hidden />} data-testid={`pdf-${paper.id}`}
              >
                {t("record.pdf")}
              </Button>
            )}
            {type && <ActionBar type={type} record={paper} main={false} />}
          </Group>
        </Section>
      ))}
      {more}
    </Stack>
  );
}
