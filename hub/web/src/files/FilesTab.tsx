import { useMemo, useState } from "react";
import { Alert, Autocomplete, Group, Loader, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import type { RecordData, TypeMeta } from "@common/meta";
import { useCatalogue } from "../data/meta";
import { DropArea } from "./DropArea";
import { FileRow } from "./FileRow";
import { foldersOf, type Attachment } from "./files";
import { filesPath, useFilesAbout, useUpload } from "./useFiles";

/// Files about a record, by folder: dropped in, looked at, replaced by a newer version, taken away.
export default function FilesTab({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t } = useTranslation();
  const may = useCatalogue().data!.path(filesPath)?.may;
  const query = useFilesAbout(record);
  const { upload, uploads } = useUpload(type, record);
  const [folder, setFolder] = useState("");
  const pages = query.data?.pages;
  const files = useMemo(() => (pages?.flatMap((page) => page.items) ?? []) as Attachment[], [pages]);
  const titles = pages?.[0]?.titles ?? {};
  const folders = foldersOf(files);
  const names = folders.map(([name]) => name).filter(Boolean);
  if (query.isPending) return <Skeleton h={160} />;
  if (query.isError && !pages) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Stack gap="md" data-testid="files">
      {may?.create && (
        <DropArea onFiles={(dropped) => void upload(dropped, folder.trim())}>
          <Autocomplete size="xs" w={220} aria-label={t("files.folder")} placeholder={t("files.folder")} data={names} value={folder} onChange={setFolder} data-testid="files-folder" />
        </DropArea>
      )}
      <div aria-live="polite">
        {uploads.map(({ name, problem }) => problem
          ? <Alert key={name} color="danger" title={name} mb="xs">{problem}</Alert>
          : <Group key={name} gap="xs"><Loader size={14} /><Text size="sm">{t("files.uploading", { name })}</Text></Group>)}
      </div>
      {files.length === 0 && uploads.length === 0 && <Paper withBorder><EmptyState title={t("files.none")} text={may?.create ? t("files.none_text") : undefined} /></Paper>}
      {folders.map(([name, members]) => (
        <section key={name} aria-label={name || t("files.no_folder")}>
          {name && <Title order={2} size="h4" mb="xs">{name}</Title>}
          <Paper withBorder bg="var(--surface)">
            <ul className="file-list" data-testid="file-list">
              {members.map((file) => (
                <FileRow key={file.id} file={file} titles={titles} mayChange={Boolean(may?.change)} folders={names} onNewVersion={(newer) => void upload([newer], file.folder ?? "", file)} />
              ))}
            </ul>
          </Paper>
        </section>
      ))}
    </Stack>
  );
}
