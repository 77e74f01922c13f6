import { Anchor, Image, SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@common/format";
import type { RecordData } from "@common/meta";
import type { Overview } from "../data/pages";
import { usePage } from "../shell/usePage";
import { Section, Withheld } from "./Section";

interface Version {
  blob?: string;
  mime?: string;
  at?: string;
}

/// The newest stored version of each picture; other files stay links.
export function Photos({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const files = (data.attachments ?? []).flatMap((attachment) => {
    const version = newest(attachment);
    return version?.blob ? [{ attachment, ...version, blob: version.blob }] : [];
  });
  const { shown, more } = usePage(files, 24);
  if (!data.attachments) return <Withheld title={t("job.photos")} testId="photos" />;
  return (
    <Section title={t("job.photos")} empty={files.length === 0 && t("job.no_photos")} testId="photos">
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        {shown.map(({ attachment, blob, mime }) => {
          const name = String(attachment.name ?? t("job.photo"));
          const picture = attachment.kind === "photo" || mime?.startsWith("image/");
          return (
            <Anchor key={attachment.id} href={`/api/blobs/${blob}`} target="_blank" rel="noreferrer" data-testid={`photo-${attachment.id}`}>
              {picture && <Image src={`/api/blobs/${blob}`} alt={name} h={130} radius={6} loading="lazy" />}
              <Text size="sm" truncate>{name}</Text>
              <Text size="xs" c="dimmed">{formatInstant(String(attachment.taken_at ?? attachment.created_at ?? ""))}</Text>
            </Anchor>
          );
        })}
      </SimpleGrid>
      {more}
    </Section>
  );
}

function newest(attachment: RecordData): Version | undefined {
  return (attachment.versions as Version[] | undefined)?.at(-1);
}
