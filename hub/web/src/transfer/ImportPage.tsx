import { useRef, useState, type DragEvent } from "react";
import "@mantine/core/styles/Progress.css";
import { Button, Paper, Progress, Stack, Text } from "@mantine/core";
import { IconFileImport, IconUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router-dom";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import type { TypeMeta } from "@common/meta";
import { inSentence, listHref, useCatalogue } from "../data/meta";
import { startImport } from "../data/transfer";
import NotFoundPage from "../shell/NotFoundPage";
import { Page } from "../shell/Page";

/// The beginning of an import: a file, dropped or chosen.
export default function ImportPage() {
  const { t, i18n } = useTranslation();
  const type = useCatalogue().data?.path(useParams().path ?? "");
  if (!type || !type.may.create) return <NotFoundPage />;
  return (
    <Page title={t("transfer.import_title", { types: inSentence(type.plural, i18n.language) })} crumbs={[{ text: type.plural, to: listHref(type.path) }, { text: t("transfer.import") }]}>
      <DropArea type={type} />
    </Page>
  );
}

function DropArea({ type }: { type: TypeMeta }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [share, setShare] = useState<number>();
  const [over, setOver] = useState(false);
  const [error, setError] = useState<unknown>();
  const take = async (file: File | null | undefined) => {
    if (!file || share !== undefined) return;
    setError(undefined);
    setShare(0);
    try {
      navigate(`/imports/${await startImport(type.name, file, setShare)}`);
    } catch (refused) {
      setError(refused);
      setShare(undefined);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  return (
    <Stack>
      {error !== undefined && <ErrorState error={error} />}
      <Paper withBorder bg={over ? "var(--mantine-primary-color-light)" : "var(--surface)"} style={{ borderStyle: "dashed" }} data-testid="import-drop"
        onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
        <EmptyState icon={<IconFileImport size={24} />} title={t("transfer.drop")} text={t("transfer.drop_text")}>
          <input ref={input} type="file" hidden accept=".csv,.txt,.tsv,.xlsx,.json,.jsonl,.ndjson,.vcf" data-testid="import-file"
            onChange={(event) => { void take(event.target.files?.[0]); event.target.value = ""; }} />
          <Button leftSection={<IconUpload size={16} />} onClick={() => input.current?.click()} loading={share !== undefined} data-testid="import-choose">{t("transfer.choose_file")}</Button>
          {share !== undefined && <Progress w={240} value={share * 100} animated aria-label={t("transfer.uploading")} />}
        </EmptyState>
      </Paper>
      <Text size="sm" c="dimmed">{t("transfer.bounds")}</Text>
    </Stack>
  );
}
