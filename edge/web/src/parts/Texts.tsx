import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { ProblemError } from "@common/api";
import type { ReactNode } from "react";
import { isUnreachable } from "../agent/client";
import { useText } from "../text";

type Tone = "attention" | "danger" | "success" | "plain";

/// A framed message with its sign; never by colour alone.
export function Note({ tone, children, testid, live = "polite" }: {
  tone: Tone; children: ReactNode; testid?: string; live?: "polite" | "assertive" | "off";
}) {
  return (
    <div className="note" data-tone={tone} role={live === "assertive" ? "alert" : live === "polite" ? "status" : undefined} data-testid={testid}>
      {tone === "success" ? <IconCircleCheck aria-hidden /> : tone !== "plain" && <IconAlertTriangle aria-hidden />}
      <div className="note-text">{children}</div>
    </div>
  );
}

/// Why something was not saved and what to do now. Nothing while there is no error.
export function Refusal({ error }: { error: Error | null }) {
  const { t } = useText();
  if (!error) return null;
  const problem = error instanceof ProblemError ? error : null;
  const texts = problem
    ? [...new Set([problem.problem.detail ?? problem.problem.title ?? "", ...problem.errors.map((one) => one.text)])].filter(Boolean)
    : [error.message];
  return (
    <Note tone="danger" testid="refusal" live="assertive">
      <strong>{t("common.not_saved")}</strong>
      {isUnreachable(error) ? <p>{t("common.unreachable_help")}</p> : problem?.status === 507 ? <p>{t("common.no_room_help")}</p> : texts.map((text) => <p key={text}>{text}</p>)}
      {problem?.correlation && <p className="small">{t("common.number")} {problem.correlation}</p>}
    </Note>
  );
}
