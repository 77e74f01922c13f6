import { useState } from "react";
import { ActionIcon, Anchor, FileButton, Group, Menu, Text, UnstyledButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots, IconFile, IconFileTypePdf } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Age } from "@common/components/Age";
import { formatBytes } from "@common/format";
import { problemAdvice } from "@common/problem";
import { actOn, patchRecord, useTouched } from "../data/records";
import { titleOf } from "../fields/titles";
import { NameDialog } from "../dialogs/NameDialog";
import { blobUrl, isPicture, newestVersion, type Attachment } from "./files";
import { FilePreview } from "./FilePreview";
import { filesPath } from "./useFiles";
import { FileVersions } from "./FileVersions";

interface Props {
  file: Attachment;
  titles: Record<string, string>;
  mayChange: boolean;
  folders: string[];
  onNewVersion: (file: File) => void;
}

/// One file with what can be done with it.
export function FileRow({ file, titles, mayChange, onNewVersion }: Props) {
  const { t } = useTranslation();
  const touched = useTouched();
  const [open, setOpen] = useState<"preview" | "versions" | "folder">();
  const newest = newestVersion(file);
  if (!newest) return null;
  const picture = isPicture(newest.mime);
  const Icon = newest.mime === "application/pdf" ? IconFileTypePdf : IconFile;
  const remove = async () => {
    try {
      await actOn(filesPath, file.id, "remove", {});
    } catch (error) {
      notifications.show({ color: "danger", title: file.name, message: problemAdvice(error, t) });
    }
    await touched(filesPath, file.id);
  };
  const move = async (folder: string) => {
    await patchRecord(filesPath, file.id, file.version, { folder });
    await touched(filesPath, file.id);
    setOpen(undefined);
  };
  return (
    <li className="file-row" data-testid={`file-${file.id}`}>
      <UnstyledButton className="file-thumb" onClick={() => setOpen("preview")} aria-label={t("files.look", { name: file.name })}>
        {picture ? <img src={blobUrl(file.renditions?.[0] ?? newest.blob)} alt="" loading="lazy" /> : <Icon size={26} aria-hidden />}
      </UnstyledButton>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Anchor component="button" fw={500} ta="left" onClick={() => setOpen("preview")}>{file.name}</Anchor>
        <Text size="sm" c="dimmed">
          {newest.size !== undefined && `${formatBytes(newest.size)} · `}
          {newest.number > 1 && `${t("record.version", { version: newest.number })} · `}
          {newest.by && `${titleOf(newest.by, titles)} · `}<Age at={newest.at} />
        </Text>
      </div>
      <Group gap={4} wrap="nowrap">
        <Anchor href={blobUrl(newest.blob)} download={file.name} size="sm" data-testid={`download-${file.id}`}>{t("files.download")}</Anchor>
        <FileButton onChange={(newer) => newer && onNewVersion(newer)} inputProps={{ "aria-label": t("files.new_version") }}>
          {({ onClick }) => (
            <Menu position="bottom-end" withinPortal>
              <Menu.Target><ActionIcon variant="subtle" color="neutral" aria-label={t("files.menu", { name: file.name })} data-testid={`file-menu-${file.id}`}><IconDots size={18} /></ActionIcon></Menu.Target>
              <Menu.Dropdown>
                {mayChange && <Menu.Item onClick={onClick}>{t("files.new_version")}</Menu.Item>}
                <Menu.Item onClick={() => setOpen("versions")}>{t("files.versions")}</Menu.Item>
                {mayChange && <Menu.Item onClick={() => setOpen("folder")}>{t("files.to_folder")}</Menu.Item>}
                {mayChange && <Menu.Item color="danger" onClick={() => void remove()} data-testid={`file-remove-${file.id}`}>{t("files.remove")}</Menu.Item>}
              </Menu.Dropdown>
            </Menu>
          )}
        </FileButton>
      </Group>
      {open === "preview" && <FilePreview name={file.name} version={newest} rendition={file.renditions?.[0]} onClose={() => setOpen(undefined)} />}
      {open === "versions" && <FileVersions file={file} titles={titles} onClose={() => setOpen(undefined)} />}
      {open === "folder" && <NameDialog title={t("files.to_folder")} label={t("files.folder")} name={file.folder} onSave={move} onClose={() => setOpen(undefined)} />}
    </li>
  );
}
