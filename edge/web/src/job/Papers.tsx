import { IconFileText, IconRefresh, IconSignature } from "@tabler/icons-react";
import { send } from "../agent/client";
import type { Paper, Visit } from "../agent/types";
import { makeKey } from "../drafts/useDraft";
import { momentText } from "../format";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { go, jobPath } from "../router";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { DocumentList } from "./Documents";
import { useBackToJob, type JobScreenProps } from "./Job";
import { PaperPages } from "./PaperPages";
import { isOver } from "./steps";

export const isSigned = (paper: Paper): boolean => paper.signed_at != null || paper.state === "signed";

/// The papers of a job; with an id, one paper to read page by page.
export default function Papers({ visit, id }: JobScreenProps) {
  const paper = visit.papers.find((one) => one.id === id);
  return paper ? <OnePaper visit={visit} paper={paper} /> : <List visit={visit} />;
}

function List({ visit }: { visit: Visit }) {
  const { t, language } = useText();
  const fill = useSaving(
    (template: string) => send<Paper>(`/api/visits/${visit.id}/papers`, { template }, makeKey()),
    (paper) => paper?.id && go(jobPath(visit.id, "papers", paper.id)),
  );
  return (
    <Screen title={t("papers.title")} back={useBackToJob(visit)}>
      <div className="page">
        {visit.papers.length === 0 && <p className="empty">{t("papers.empty")}</p>}
        <ul className="rows">
          {visit.papers.map((paper) => (
            <li key={paper.id}>
              <a className="row" href={jobPath(visit.id, "papers", paper.id)} data-testid={`paper-${paper.id}`}>
                <IconFileText aria-hidden />
                <span className="row-main">
                  <strong>{paper.name}</strong>
                  <span className="muted">{t("papers.pages", { count: paper.pages })}</span>
                  <span className="word" data-tone={isSigned(paper) ? "success" : "attention"}>
                    {isSigned(paper)
                      ? t("papers.signed", { name: paper.signed_by ?? "", time: momentText(paper.signed_at, language) })
                      : t("papers.unsigned")}
                  </span>
                </span>
              </a>
            </li>
          ))}
        </ul>
        <section aria-label={t("files.title")}>
          <h2>{t("files.title")}</h2>
          <DocumentList visit={visit} />
        </section>
        {!isOver(visit) && (visit.available_papers.length > 0 || visit.papers.length === 0) && (
          <section aria-label={t("papers.fill")}>
            <h2>{t("papers.fill")}</h2>
            {visit.available_papers.length === 0 && <p className="empty">{t("papers.none_available")}</p>}
            <Refusal error={fill.error} />
            <div className="choices">
              {visit.available_papers.map((one) => (
                <Press
                  key={one.template}
                  icon={<IconFileText aria-hidden />}
                  working={fill.working && fill.input === one.template}
                  onClick={() => fill.run(one.template)}
                  data-testid={`fill-${one.template}`}
                >
                  {one.name}
                </Press>
              ))}
            </div>
          </section>
        )}
      </div>
    </Screen>
  );
}

function OnePaper({ visit, paper }: { visit: Visit; paper: Paper }) {
  const { t, language } = useText();
  const refill = useSaving(
    () => send<Paper>(`/api/papers/${paper.id}/refill`, {}, makeKey()),
    (again) => {
      say(t("papers.refilled"));
      // A paper filled in again may be a new one; the old stays as it was.
      if (again?.id && again.id !== paper.id) go(jobPath(visit.id, "papers", again.id));
    },
  );
  const signed = isSigned(paper);
  return (
    <Screen
      title={paper.name}
      back={{ path: jobPath(visit.id, "papers"), name: t("papers.title") }}
      action={!signed && (
        <div className="pair">
          <Press tall working={refill.working} icon={<IconRefresh aria-hidden />} onClick={() => refill.run(undefined)} data-testid="paper-refill">{t("papers.refill")}</Press>
          <Press look="main" tall icon={<IconSignature aria-hidden />} onClick={() => go(jobPath(visit.id, "sign", paper.id))} data-testid="paper-sign">{t("papers.sign")}</Press>
        </div>
      )}
    >
      <div className="page">
        <Refusal error={refill.error} />
        {signed && (
          <Note tone="success" testid="paper-frozen">
            {t("papers.signed", { name: paper.signed_by ?? "", time: momentText(paper.signed_at, language) })}<br />{t("papers.frozen")}
          </Note>
        )}
        <PaperPages paper={paper} stamp={`${paper.state}-${paper.signed_at ?? ""}-${refill.working}`} />
      </div>
    </Screen>
  );
}
