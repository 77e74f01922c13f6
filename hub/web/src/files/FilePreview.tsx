import { Anchor, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PdfPages } from "./PdfPages";
import { TextPreview } from "./TextPreview";
import { blobUrl, isPicture, type FileVersion } from "./files";

interface Props {
  name: string;
  version: FileVersion;
  /// A picture of it, where the hub has made one.
  rendition?: string;
  onClose: () => void;
}

/// A picture, the pages of a paper, or writing; the file itself opens in a window of its own, shut off from the app.
export function FilePreview({ name, version, rendition, onClose }: Props) {
  const { t } = useTranslation();
  const picture = isPicture(version.mime) ? version.blob : rendition;
  return (
    <Modal opened onClose={onClose} size="xl" title={name} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack align="center" data-testid="file-preview">
        {picture ? <img src={blobUrl(picture)} alt={name} className="file-picture" />
          : version.mime === "application/pdf" ? <PdfPages blob={version.blob} name={name} />
          : version.mime === "text/plain" ? <TextPreview blob={version.blob} name={name} />
          : <Text c="dimmed">{t("files.no_preview")}</Text>}
        <Group>
          <Button component="a" href={blobUrl(version.blob)} target="_blank" rel="noreferrer" variant="light">{t("files.open")}</Button>
          <Anchor href={blobUrl(version.blob)} download={name}>{t("files.download")}</Anchor>
        </Group>
      </Stack>
    </Modal>
  );
}
