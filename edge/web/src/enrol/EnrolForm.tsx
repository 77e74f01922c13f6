import { useState } from "react";
import { TextInput } from "@mantine/core";
import { send } from "../agent/client";
import { Press } from "../parts/Press";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { useScanner } from "../scan/useScanner";
import { useText } from "../text";
import { isWhole, readInvitation, tidyCode } from "./invitation";
import type { Enrolment } from "./useEnrolment";

/// The office's code, typed or scanned. A scanned one needs no further press.
export function EnrolForm({ enrolment, done }: { enrolment: Enrolment; done: () => void }) {
  const { t } = useText();
  const [hub, setHub] = useState(enrolment.hub);
  const [code, setCode] = useState("");
  const saving = useSaving((input: { hub: string; code: string }) => send<Enrolment>("/api/enrolment", input), done);
  useScanner((scanned) => {
    const invitation = readInvitation(scanned);
    if (invitation && !enrolment.hub) setHub(invitation.hub);
    const heard = invitation ? invitation.code : tidyCode(scanned);
    setCode(heard);
    if (invitation) saving.run({ hub: enrolment.hub || invitation.hub, code: heard });
  });
  const address = hub.trim() && !hub.includes("://") ? `https://${hub.trim()}` : hub.trim();
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); if (isWhole(code) && address) saving.run({ hub: address, code: tidyCode(code) }); }}>
      <TextInput
        label={t("enrol.hub")} description={t("enrol.hub_help")} value={hub} onChange={(event) => setHub(event.currentTarget.value)}
        readOnly={enrolment.hub !== ""} autoCapitalize="off" spellCheck={false} data-testid="enrol-hub"
      />
      <TextInput
        label={t("enrol.code")} description={t("enrol.code_help")} value={code} onChange={(event) => setCode(tidyCode(event.currentTarget.value))}
        autoCapitalize="characters" autoComplete="off" spellCheck={false} data-testid="enrol-code"
      />
      <Refusal error={saving.error} />
      <Press type="submit" look="main" tall working={saving.working} disabled={!isWhole(code) || !address} data-testid="enrol-go">
        {t("enrol.go")}
      </Press>
    </form>
  );
}
