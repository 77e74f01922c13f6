import { IconDownload } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode } from "react";
import { load, send } from "../agent/client";
import { useSync } from "../agent/queries";
import { sizeText } from "../format";
import { Press } from "../parts/Press";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { useText } from "../text";

/// Where the bytes of a file of the office's are.
interface FileStatus {
  state: "here" | "missing" | "asked" | "refused";
  have_bytes?: number;
  total_bytes?: number;
  mime?: string;
  pages?: number;
}

/// While somebody waits for it.
const everyMs = 1_000;

const useFile = (sha256: string) =>
  useQuery({
    queryKey: ["file", sha256],
    queryFn: () => load<FileStatus>(`/api/files/${sha256}`),
    refetchInterval: ({ state }) => (state.data?.state === "asked" ? everyMs : false),
  });

/// What a file shows once its bytes are in the van; before that, a button that fetches them.
export function FileGate({ sha256, size, children }: { sha256: string; size: number; children: (file: FileStatus) => ReactNode }) {
  const { t, language } = useText();
  const client = useQueryClient();
  const file = useFile(sha256);
  const online = useSync().data?.online;
  const keep = (status: FileStatus) => client.setQueryData(["file", sha256], status);
  const fetching = useSaving(() => send<FileStatus>(`/api/files/${sha256}/fetch`), keep);
  const giving = useSaving(() => send<FileStatus>(`/api/files/${sha256}/give-up`), keep);
  if (!file.data) return null;
  const { state, have_bytes: have = 0, total_bytes: total = 0 } = file.data;
  if (state === "here") return children(file.data);
  if (state === "refused") return <Note tone="attention" testid="file-refused">{t("files.refused")}</Note>;
  if (state === "asked") {
    return (
      <div className="card" data-testid="file-coming">
        <p role="status">{online === false ? t("files.waits") : t("files.coming", { have: sizeText(have, language), total: sizeText(total || size, language) })}</p>
        <progress value={have} max={total || size || 1} aria-label={t("files.progress")} />
        <Press working={giving.working} onClick={() => giving.run(undefined)} data-testid="file-give-up">{t("common.cancel")}</Press>
      </div>
    );
  }
  return (
    <div className="card" data-testid="file-missing">
      <Refusal error={fetching.error} />
      <Press icon={<IconDownload aria-hidden />} working={fetching.working} onClick={() => fetching.run(undefined)} data-testid={`file-fetch-${sha256.slice(0, 8)}`}>
        {t("files.fetch", { size: sizeText(size, language) })}
      </Press>
      {online === false && <p className="muted">{t("files.offline")}</p>}
    </div>
  );
}
