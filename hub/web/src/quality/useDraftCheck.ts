import { useEffect, useState } from "react";
import type { TypeMeta } from "@common/meta";
import { checkDraft, type Checked } from "../data/quality";
import { filled } from "../records/patch";

const pause = 400; // ms without a key

/// What the hub says of what is being typed: the company's checks, records that look the same, how complete it is. Asked when
/// somebody pauses; an answer that cannot be had says nothing.
export function useDraftCheck(type: TypeMeta, values: Record<string, unknown>): Checked | undefined {
  const [checked, setChecked] = useState<Checked>();
  const names = new Set(type.fields.map(({ name }) => name));
  const draft = JSON.stringify({
    ...filled(Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)))),
    ...(typeof values.id === "string" ? { id: values.id } : {}),
  });
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      checkDraft(type.path, JSON.parse(draft), abort.signal).then(setChecked, () => undefined);
    }, pause);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [type.path, draft]);
  return checked;
}
