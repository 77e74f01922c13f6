import { IconCamera, IconClock, IconFileText, IconListCheck, IconNotes, IconPackage, IconReceipt } from "@tabler/icons-react";
import type { ComponentType } from "react";
import { checklistsOf, type Visit } from "../agent/types";
import { draftName, readDraft } from "../drafts/drafts";
import { durationText } from "../format";
import { jobPath } from "../router";
import { moneyText } from "../sell/money";
import { useText } from "../text";
import { isAnswered } from "./answers";
import { activityText, spentMinutes, useNow } from "./time";

/// Checklist, parts, photos, time, notes, paper: each says how it stands.
export function Tiles({ visit }: { visit: Visit }) {
  const { t } = useText();
  const now = useNow(visit.time.running ? 10_000 : null);
  const questions = checklistsOf(visit).flatMap((list) => list.questions);
  const open = checklistsOf(visit).reduce((sum, list) => sum + list.required_open, 0);
  const signed = visit.papers.filter((paper) => paper.signed_at || paper.state === "signed").length;
  const running = visit.time.running;
  return (
    <div className="tiles">
      <Tile
        visit={visit} name="checklist" icon={IconListCheck}
        figure={questions.length ? `${questions.filter(isAnswered).length}/${questions.length}` : ""}
        words={questions.length === 0 ? t("job.tile.none") : open > 0 ? t("job.tile.open", { count: open }) : t("job.tile.checklist_done")}
        tone={open > 0 ? "attention" : questions.length > 0 ? "success" : undefined}
      />
      <Tile
        visit={visit} name="parts" icon={IconPackage} figure={String(visit.parts.used.length)}
        words={t("job.tile.planned", { count: visit.parts.planned.length })}
      />
      <Tile visit={visit} name="photos" icon={IconCamera} figure={String(visit.photos.length)} />
      <Tile
        visit={visit} name="time" icon={IconClock} figure={durationText(spentMinutes(visit, now))}
        words={running ? t("job.tile.running", { activity: activityText(t, running.activity) }) : t("job.tile.stopped")}
        tone={running ? "primary" : undefined}
      />
      <Tile
        visit={visit} name="notes" icon={IconNotes} figure={String(visit.notes.length)}
        words={readDraft(localStorage, draftName(visit.id, "notes")) ? t("job.tile.draft") : undefined}
        tone={readDraft(localStorage, draftName(visit.id, "notes")) ? "attention" : undefined}
      />
      <Tile
        visit={visit} name="papers" icon={IconFileText} figure={`${signed}/${visit.papers.length}`}
        words={visit.papers.length ? t("job.tile.signed", { signed, all: visit.papers.length }) : t("job.tile.none")}
        tone={visit.papers.length > 0 && signed === visit.papers.length ? "success" : undefined}
      />
      {visit.bill && <BillTile visit={visit} bill={visit.bill} />}
    </div>
  );
}

function BillTile({ visit, bill }: { visit: Visit; bill: NonNullable<Visit["bill"]> }) {
  const { t, language } = useText();
  const open = bill.open && Number(bill.open.amount) > 0;
  const words = open ? t("job.tile.bill_open", { amount: moneyText(bill.open, language) })
    : bill.invoice ? t("job.tile.bill_paid")
    : bill.quotes ? t("job.tile.bill_quotes", { count: bill.quotes }) : undefined;
  return (
    <Tile visit={visit} name="bill" icon={IconReceipt} figure={bill.invoice ?? moneyText(bill.paid, language)} words={words} tone={open ? "attention" : bill.invoice ? "success" : undefined} />
  );
}

function Tile({ visit, name, icon: Icon, figure, words, tone }: {
  visit: Visit; name: string; icon: ComponentType; figure: string; words?: string; tone?: string;
}) {
  const { t } = useText();
  return (
    <a className="tile" href={jobPath(visit.id, name)} data-tone={tone} data-testid={`tile-${name}`}>
      <Icon aria-hidden />
      <span className="tile-text">
        <span className="tile-head"><span>{t(`job.tile.${name}`)}</span> <span className="figure">{figure}</span></span>
        {words && <span className="tile-words">{words}</span>}
      </span>
    </a>
  );
}
