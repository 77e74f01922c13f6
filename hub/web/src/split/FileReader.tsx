import { Button, Group, Paper, Text } from "@mantine/core";
import { IconDownload, IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@common/components/EmptyState";
import type { TypeMeta } from "@common/meta";
import { blobUrl, isPicture, newestVersion, type Attachment } from "../files/files";
import { FactSheet } from "../records/FactSheet";

/// A file: its picture where there is one; what is in it opens in a window of its own, shut off from the app.
export default function FileReader({ type, file }: { type: TypeMeta; file: Attachment }) {
  const { t } = useTranslation();
  const newest = newestVersion(file);
  const picture = newest && isPicture(newest.mime) ? newest.blob : file.renditions?.[0];
  const hidden = ["versions", "renditions", "name"];
  return (
    <div data-testid="file-reader">
      <Paper withBorder p="md" mb="md" bg="var(--surface)">
        {picture ? <img src={blobUrl(picture)} alt={file.name} className="read-picture" /> : <EmptyState title={file.name} text={t(newest ? "files.no_preview" : "files.none")} />}
        {newest && (
          <Group mt="md">
            <Button component="a" href={blobUrl(newest.blob)} target="_blank" rel="noreferrer" variant="light" leftSection={<IconExternalLink size={16} aria-hidden />}>{t("files.open")}</Button>
            <Button component="a" href={blobUrl(newest.blob)} download={file.name} variant="default" leftSection={<IconDownload size={16} aria-hidden />}>{t("files.download")}</Button>
            {newest.note && <Text size="sm" c="dimmed">{newest.note}</Text>}
          </Group>
        )}
      </Paper>
      <FactSheet type={type} record={file} fields={type.fields.filter(({ name }) => !hidden.includes(name))} />
    </div>
  );
}
