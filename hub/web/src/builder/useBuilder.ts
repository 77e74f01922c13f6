import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { RecordData } from "@common/meta";
import { useUnsaved } from "../shell/unsaved";
import { problemsOf, type Problem } from "./check";
import type { Draft } from "./draft";
import { isNothing, planOf } from "./plan";
import { afterPart, heldBy, write } from "./save";
import { warningsOf } from "./warnings";

/// What the hub holds of a type: the draft that says the same, and the records of type and fields.
export interface Build {
  draft: Draft;
  records: RecordData[];
}

/// One page of building: what is there, what is being made of it, and what speaks against it. `delivered`: names that cannot be
/// given again.
export function useBuilder({ draft: begin, records }: Build, delivered: string[], reload: (draft: Draft) => Promise<Build>, onSaved: (draft: Draft) => void) {
  const client = useQueryClient();
  const { i18n } = useTranslation();
  const [before, setBefore] = useState(begin);
  const [held, setHeld] = useState(() => heldBy(records));
  const [draft, setDraft] = useState(begin);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<Problem[]>([]);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const changed = !isNothing(planOf(draft, held)) && JSON.stringify(draft) !== JSON.stringify(before);
  const letGo = useUnsaved(changed);
  const found = problemsOf(draft, delivered);
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ["list", "custom-types"] });
    void client.invalidateQueries({ queryKey: ["list", "custom-fields"] });
    return client.invalidateQueries({ queryKey: ["meta"] });
  };
  const save = async () => {
    setTried(true);
    if (found.length > 0) return found;
    setBusy(true);
    setError(undefined);
    try {
      const plan = planOf(draft, held);
      const saved = await write(draft, plan);
      setRefused(saved.problems);
      setDraft(saved.draft);
      // What was taken is held by the hub now, at the version it told: the rest is sent again, and only that.
      setHeld(afterPart(held, plan, saved));
      const fresh = refresh();
      if (saved.problems.length > 0) return saved.problems;
      await fresh;
      const now = await reload(saved.draft);
      // A field keeps its place on the page, whatever it is called there.
      const fields = now.draft.fields.map((field) => ({ ...field, client: saved.draft.fields.find((one) => one.id === field.id)?.client ?? field.client }));
      setDraft({ ...now.draft, fields });
      setBefore({ ...now.draft, fields });
      setHeld(heldBy(now.records));
      setTried(false);
      letGo();
      onSaved(now.draft);
    } catch (trouble) {
      setError(trouble);
    } finally {
      setBusy(false);
    }
    return [];
  };
  const change = (next: Draft) => {
    setRefused([]);
    setDraft(next);
  };
  const problems = [...refused, ...(tried ? found : [])];
  return { draft, change, save, busy, error, problems, changed, warnings: warningsOf(before, draft, i18n.language) };
}

export type Builder = ReturnType<typeof useBuilder>;
