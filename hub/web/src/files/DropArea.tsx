import { useState, type DragEvent, type ReactNode } from "react";
import { Button, FileButton, Group, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import "./files.css";

/// Takes files that are dropped, or chosen with its button.
export function DropArea({ onFiles, children }: { onFiles: (files: File[]) => void; children?: ReactNode }) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const files = [...event.dataTransfer.files];
    if (files.length > 0) onFiles(files);
  };
  return (
    <Group className="drop-area" data-over={over || undefined} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop} data-testid="drop-area">
      <IconUpload size={20} aria-hidden />
      <Text size="sm" flex={1}>{t("files.drop")}</Text>
      {children}
      <FileButton multiple onChange={(files) => files.length > 0 && onFiles(files)} inputProps={{ "aria-label": t("files.choose") }}>
        {(props) => <Button {...props} size="xs" variant="light" data-testid="files-choose">{t("files.choose")}</Button>}
      </FileButton>
    </Group>
  );
}
