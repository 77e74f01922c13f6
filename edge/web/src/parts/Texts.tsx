import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { ProblemError } from "@common/api";
import { nextStep, problemText } from "@common/problem";
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

/// The agent's reasons, and what helps against this kind of them.
function Why({ error }: { error: Error }) {
  const { t } = useText();
  const texts = error instanceof ProblemError
    ? [...new Set([error.problem.detail ?? error.problem.title ?? "", ...error.errors.map((one) => one.text)])].filter(Boolean)
    : [problemText(error, t)];
  return [...texts, t(`problem.next.${nextStep(error)}`)].map((text) => <p key={text}>{text}</p>);
}

/// Why something was not saved and what to do now. Nothing while there is no error.
export function Refusal({ error }: { error: Error | null }) {
  const { t } = useText();
  if (!error) return null;
  const problem = error instanceof ProblemError ? error : null;
  return (
    <Note tone="danger" testid="refusal" live="assertive">
      <strong>{t("common.not_saved")}</strong>
      {isUnreachable(error) ? <p>{t("common.unreachable_help")}</p> : problem?.status === 507 ? <p>{t("common.no_room_help")}</p> : <Why error={error} />}
      {problem?.correlation && <p className="small">{t("common.number")} {problem.correlation}</p>}
    </Note>
  );
}
