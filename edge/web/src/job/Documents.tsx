import { IconFile, IconPhoto } from "@tabler/icons-react";
import type { Visit, VisitFile } from "../agent/types";
import { momentText, sizeText } from "../format";
import { Note } from "../parts/Texts";
import { jobPath } from "../router";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { FileGate } from "./FileGate";
import { useBackToJob, type JobScreenProps } from "./Job";
import { PaperPages } from "./PaperPages";

/// A file of the office's to look at: of the job, its site, its equipment or its customer.
export default function Documents({ visit, id }: JobScreenProps) {
  const { t } = useText();
  const back = useBackToJob(visit);
  const file = visit.documents.find((one) => one.id === id);
  if (!file) {
    return (
      <Screen title={t("files.title")} back={back}>
        <div className="page"><DocumentList visit={visit} /></div>
      </Screen>
    );
  }
  return (
    <Screen title={file.name} back={{ path: jobPath(visit.id, "papers"), name: t("papers.title") }}>
      <div className="page"><FileGate sha256={file.sha256} size={file.size}>{({ mime, pages }) => <Content file={file} mime={mime} pages={pages} />}</FileGate></div>
    </Screen>
  );
}

function Content({ file, mime = "", pages = 0 }: { file: VisitFile; mime?: string; pages?: number }) {
  const { t } = useText();
  if (mime === "application/pdf") return <PaperPages paper={{ id: file.id, name: file.name, pages }} stamp={file.sha256} from={`/api/files/${file.sha256}`} />;
  if (mime.startsWith("image/")) return <img className="whole" src={`/api/blobs/${file.sha256}`} alt={file.name} data-testid="document-image" />;
  return <Note tone="attention" testid="document-other">{t("files.other_kind")}</Note>;
}

export function DocumentList({ visit }: { visit: Visit }) {
  const { t, language } = useText();
  if (visit.documents.length === 0) return <p className="empty">{t("files.none")}</p>;
  return (
    <ul className="rows">
      {visit.documents.map((file) => (
        <li key={file.id}>
          <a className="row" href={jobPath(visit.id, "documents", file.id)} data-testid={`document-${file.id}`}>
            {file.mime.startsWith("image/") ? <IconPhoto aria-hidden /> : <IconFile aria-hidden />}
            <span className="row-main">
              <strong>{file.name}</strong>
              <span className="muted">{t(`files.of.${file.of}`)} · {sizeText(file.size, language)} · {momentText(file.at, language)}</span>
              {!file.here && <span className="word" data-tone="attention">{t("files.not_here")}</span>}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
