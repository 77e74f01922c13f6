import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useDraft } from "../drafts/useDraft";
import { Press } from "../parts/Press";
import { Sheet } from "../parts/Sheet";
import { Refusal } from "../parts/Texts";
import { useText } from "../text";

const choices = {
  decline: ["decline.time", "decline.skill", "decline.sick"],
  pause: ["pause.break", "pause.parts", "pause.customer", "pause.other_job"],
  "no-access": ["noaccess.nobody", "noaccess.locked", "noaccess.refused", "noaccess.danger"],
};

const titles = { decline: "decline.title", pause: "pause.title", "no-access": "noaccess.title" };

/// One press on a usual reason is enough; any other can be written.
export function ReasonSheet({ action, visit, working, error, send, close }: {
  action: keyof typeof choices;
  visit: string;
  working: boolean;
  error: Error | null;
  send: (reason: string) => void;
  close: () => void;
}) {
  const { t } = useText();
  const draft = useDraft(visit, `reason-${action}`, "");
  const [asked, setAsked] = useState(false);
  const submit = () => {
    if (!draft.value.trim()) return setAsked(true);
    send(draft.value.trim());
    draft.clear();
  };
  return (
    <Sheet title={t(titles[action])} close={close} testid="reason-sheet">
      <Refusal error={error} />
      <div className="choices">
        {choices[action].map((key) => (
          <Press key={key} working={working} onClick={() => send(t(key))} data-testid={`reason-${key.split(".")[1]}`}>{t(key)}</Press>
        ))}
      </div>
      <form className="line" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <TextInput
          className="grow"
          label={t("reason.other")}
          value={draft.value}
          onChange={(event) => draft.set(event.currentTarget.value)}
          error={asked && !draft.value.trim() ? t("reason.needed") : undefined}
          data-testid="reason-text"
        />
        <Press type="submit" look="main" working={working} data-testid="reason-send">{t("common.save")}</Press>
      </form>
    </Sheet>
  );
}
