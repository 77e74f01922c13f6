import { IconCheck } from "@tabler/icons-react";
import type { Visit } from "../agent/types";
import { useText } from "../text";
import { steps, stepStates } from "./steps";

export function StepLine({ visit }: { visit: Visit }) {
  const { t } = useText();
  const states = stepStates(visit);
  return (
    <ol className="steps" aria-label={t("step.label")}>
      {steps.map((step, index) => (
        <li key={step} data-state={states[step]} data-testid={`step-${step}`} aria-current={states[step] === "now" ? "step" : undefined}>
          <span className="step-mark" aria-hidden>{states[step] === "done" ? <IconCheck stroke={3} /> : index + 1}</span>
          <span>{t(`step.${step}`)}<span className="hidden">, {t(`step.is_${states[step]}`)}</span></span>
        </li>
      ))}
    </ol>
  );
}
