import { SegmentedControl, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { send } from "../agent/client";
import type { Paper, Visit } from "../agent/types";
import { useDraft } from "../drafts/useDraft";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { go, jobPath } from "../router";
import { useText } from "../text";
import type { JobScreenProps } from "./Job";
import { PaperPages } from "./PaperPages";
import { SignaturePad, type Signature } from "./SignaturePad";
import { isSignature } from "./strokes";

/// The whole screen: what is signed on top, the field below it. Nothing of the app can be pressed by mistake.
export default function Sign({ visit, id }: JobScreenProps) {
  const { t } = useText();
  const paper = visit.papers.find((one) => one.id === id);
  if (!paper) return <p className="empty">{t("papers.empty")}</p>;
  return <SignPaper visit={visit} paper={paper} />;
}

function SignPaper({ visit, paper }: { visit: Visit; paper: Paper }) {
  const { t } = useText();
  const draft = useDraft(visit.id, `sign-${paper.id}`, { signer: visit.contact_name ?? "", role: "customer" });
  const signature = useRef<Signature>({ strokes: [], aspect: 3 });
  const [asked, setAsked] = useState<"need_name" | "need_strokes" | null>(null);
  const [inked, setInked] = useState(false);
  const leave = () => go(jobPath(visit.id, "papers", paper.id));
  const saving = useSaving(
    (input: object) => send(`/api/papers/${paper.id}/sign`, input, draft.key),
    () => {
      draft.clear();
      say(t("sign.done"));
      leave();
    },
  );
  const accept = () => {
    const { strokes, aspect } = signature.current;
    const signer = draft.value.signer.trim();
    if (!signer) return setAsked("need_name");
    if (!isSignature(strokes, aspect)) return setAsked("need_strokes");
    setAsked(null);
    saving.run({ signer, role: draft.value.role, strokes, aspect });
  };
  return (
    <main className="signing" data-testid="signing" aria-label={t("sign.title")}>
      <section className="signing-text" aria-label={t("sign.read")} tabIndex={0}>
        <h1 className="signing-head">{paper.name}. {t("sign.read")}</h1>
        <PaperPages paper={paper} stamp={`${paper.state}-${paper.signed_at ?? ""}`} />
      </section>
      <section className="signing-field">
        <div className="signing-who">
          <TextInput
            className="grow"
            label={t("sign.name")}
            value={draft.value.signer}
            onChange={(event) => draft.set({ ...draft.value, signer: event.currentTarget.value })}
            data-testid="signer"
          />
          <SegmentedControl
            aria-label={t("sign.role")}
            value={draft.value.role}
            onChange={(role) => draft.set({ ...draft.value, role })}
            data={[{ value: "customer", label: t("sign.customer") }, { value: "technician", label: t("sign.technician") }]}
            data-testid="signer-role"
          />
        </div>
        <p className="consent" data-testid="consent">{t("sign.consent")}</p>
        {asked && (
          // It keeps its room once it is answered: taking it away would move the field under the hand that signs.
          <div style={{ visibility: asked === "need_strokes" && inked ? "hidden" : undefined }}>
            <Note tone="danger" live="assertive" testid="sign-asked">{t(`sign.${asked}`)}</Note>
          </div>
        )}
        <Refusal error={saving.error} />
        <div className="signing-pad">
          <SignaturePad changed={(next) => { signature.current = next; setInked(next.strokes.length > 0); }} />
          <div className="pair">
            <Press tall onClick={leave} data-testid="sign-back">{t("sign.back")}</Press>
            <Press look="main" tall working={saving.working} onClick={accept} data-testid="sign-accept">{t("sign.accept")}</Press>
          </div>
        </div>
      </section>
    </main>
  );
}
