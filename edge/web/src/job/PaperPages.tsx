import { useState } from "react";
import type { Paper } from "../agent/types";
import { Press } from "../parts/Press";
import { useText } from "../text";

/// Enough to read print of 8 pt on the 10-inch screen, little enough to draw a page at once on the board.
const dpi = 144;

type Shown = Pick<Paper, "id" | "name" | "pages">;

/// The paper as the agent draws it; `stamp` changes when the paper may look different, so that no old page stays.
export function PaperPages({ paper, stamp, from = `/api/papers/${paper.id}` }: { paper: Shown; stamp: string; from?: string }) {
  const pages = Array.from({ length: paper.pages }, (_, index) => index + 1);
  return (
    <div className="paper-pages">
      {pages.map((page) => <Page key={`${page}-${stamp}`} paper={paper} page={page} stamp={stamp} from={from} />)}
    </div>
  );
}

function Page({ paper, page, stamp, from }: { paper: Shown; page: number; stamp: string; from: string }) {
  const { t } = useText();
  const [tries, setTries] = useState(0);
  const [failed, setFailed] = useState(false);
  const label = t("papers.page", { page, pages: paper.pages });
  if (failed) {
    return (
      <div className="paper-failed">
        <p>{t("papers.page_failed")} {label}</p>
        <Press onClick={() => { setTries(tries + 1); setFailed(false); }}>{t("common.try_again")}</Press>
      </div>
    );
  }
  const query = `dpi=${dpi}&v=${encodeURIComponent(stamp)}-${tries}`;
  return (
    <figure className="paper">
      <img
        src={`${from}/pages/${page}.png?${query}`}
        alt={`${paper.name}, ${label}`}
        onError={() => setFailed(true)}
        data-testid={`paper-page-${page}`}
      />
      <figcaption className="small muted">{label}</figcaption>
    </figure>
  );
}
