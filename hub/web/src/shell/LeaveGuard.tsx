import { lazy, Suspense, useEffect } from "react";
import { answerLeave, isUnsaved, useLeaveAsked } from "./unsaved";

const LeaveDialog = lazy(() => import("./LeaveDialog"));

/// Nothing typed is lost without a word: not by another page or tab of the record, nor by closing the window.
export function LeaveGuard() {
  const asked = useLeaveAsked();
  useEffect(() => {
    const hold = (event: BeforeUnloadEvent) => {
      if (isUnsaved()) event.preventDefault();
    };
    addEventListener("beforeunload", hold);
    return () => removeEventListener("beforeunload", hold);
  }, []);
  return <Suspense>{asked && <LeaveDialog onStay={() => answerLeave(false)} onLeave={() => answerLeave(true)} />}</Suspense>;
}
