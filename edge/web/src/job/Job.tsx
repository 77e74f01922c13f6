import { Suspense, useEffect } from "react";
import { useVisit } from "../agent/queries";
import type { Visit } from "../agent/types";
import { Loaded, Waiting } from "../parts/Loaded";
import { piece, type Piece } from "../parts/piece";
import { jobPath } from "../router";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { Overview } from "./Overview";
import { PartScan } from "./PartScan";

export interface JobScreenProps {
  visit: Visit;
  id?: string;
}

/// The screens of a job, in pieces of their own, so that a cold start reads none of them.
const screens: Record<string, Piece<JobScreenProps>> = {
  checklist: piece(() => import("./Checklist")),
  parts: piece(() => import("./Parts")),
  photos: piece(() => import("./Photos")),
  time: piece(() => import("./Time")),
  notes: piece(() => import("./Notes")),
  papers: piece(() => import("./Papers")),
  bill: piece(() => import("./Bill")),
  documents: piece(() => import("./Documents")),
  sign: piece(() => import("./Sign")),
  complete: piece(() => import("./Complete")),
  map: piece(() => import("./MapScreen")),
};

/// Once a job is open and the screen is quiet, its other screens are fetched, so that pressing a tile shows it at once.
function useScreensAhead(): void {
  useEffect(() => {
    const idle = window.requestIdleCallback?.(() => Object.values(screens).forEach((screen) => void screen.fetch()));
    return () => {
      if (idle !== undefined) window.cancelIdleCallback(idle);
    };
  }, []);
}

export function Job({ visit: id, part, id: inner }: { visit: string; part?: string; id?: string }) {
  const { t } = useText();
  const query = useVisit(id);
  useScreensAhead();
  const title = query.data ? `${query.data.number} ${query.data.summary}` : t("nav.job");
  const Inner = part ? screens[part] : undefined;
  if (query.data === undefined) {
    return (
      <Screen title={title} back={{ path: "#/", name: t("nav.today") }}>
        <Loaded query={query}>{() => null}</Loaded>
      </Screen>
    );
  }
  return (
    <>
      <PartScan visit={query.data} />
      {Inner
        ? <Suspense fallback={<Waiting />}><Inner key={`${part}/${inner}`} visit={query.data} id={inner} /></Suspense>
        : <Overview visit={query.data} />}
    </>
  );
}

export const useBackToJob = (visit: Visit): { path: string; name: string } => ({
  path: jobPath(visit.id),
  name: visit.number,
});
