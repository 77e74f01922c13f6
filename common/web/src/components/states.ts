import type { Purpose } from "../tokens";

export interface StateLook {
  tone: Purpose;
  icon: "done" | "draft" | "waiting" | "travelling" | "working" | "paused" | "refused" | "warning" | "plain";
}

const looks: [RegExp, StateLook][] = [
  [/^(done|completed?|paid|posted|signed|closed|active|applied|delivered|received|approved|finished|verified|in_sync)$/, { tone: "success", icon: "done" }],
  [/^(draft|new|open|requested|unplanned|prepared|created)$/, { tone: "neutral", icon: "draft" }],
  [/^(on_my_way|travelling|travel|en_route|dispatched|sent|in_transit)$/, { tone: "primary", icon: "travelling" }],
  [/^(accepted|confirmed)$/, { tone: "primary", icon: "done" }],
  [/^(working|in_progress|started|running|on_site|arrived)$/, { tone: "primary", icon: "working" }],
  [/^(planned|scheduled|tentative|waiting|pending|reserved|queued|assigned|unsigned|filled|issued)$/, { tone: "attention", icon: "waiting" }],
  [/^(paused|on_hold|suspended|blocked)$/, { tone: "attention", icon: "paused" }],
  [/^(refused|failed|rejected|cancelled|canceled|declined|lost|void|voided|altered|no_access|broken_off|revoked|expired|bounced|dead|disabled)$/, { tone: "danger", icon: "refused" }],
  [/^(overdue|late|conflict|at_risk|disputed)$/, { tone: "danger", icon: "warning" }],
];

/// The look of a state by its name, whatever type it belongs to; a name nobody foresaw is plain.
export function stateTone(state: string): StateLook {
  return looks.find(([pattern]) => pattern.test(state))?.[1] ?? { tone: "neutral", icon: "plain" };
}
