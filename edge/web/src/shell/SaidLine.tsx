import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useSaid } from "../parts/said";

/// The short message above the main action, which it never covers.
export function SaidLine() {
  const said = useSaid();
  if (!said) return null;
  const Icon = said.tone === "attention" ? IconAlertTriangle : IconCircleCheck;
  return (
    <div className="said-place" aria-hidden>
      <div className="said" data-tone={said.tone} data-testid="said">
        <Icon />
        {said.text}
      </div>
    </div>
  );
}

/// The same for screen readers; it stays in the page over all screens, so that they hear what appears in it.
export function SaidAloud() {
  const said = useSaid();
  return <div className="hidden" role="status" aria-live="polite">{said?.text}</div>;
}
