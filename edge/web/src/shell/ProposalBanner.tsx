import { useState } from "react";
import { IconMapPin } from "@tabler/icons-react";
import { send } from "../agent/client";
import { useLiveProposal } from "../agent/live";
import type { Card, Proposal } from "../agent/types";
import { momentText } from "../format";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { makeKey } from "../drafts/useDraft";
import { useText } from "../text";

/// The newest word counts: the socket's, else what the cards carried when they were read.
export function proposalOf(cards: Card[], live: Proposal | null): Proposal | null {
  if (live) return live;
  const card = cards.find((one) => one.proposal && one.state === "on_my_way") ?? cards.find((one) => one.proposal);
  return card?.proposal ? { kind: card.proposal.kind, since: card.proposal.since, visit: card.id } : null;
}

const nameOf = (proposal: Proposal): string => `${proposal.visit} ${proposal.since}`;

/// "You seem to be on site": the van noticed it, the technician decides.
export function ProposalBanner({ cards }: { cards: Card[] }) {
  const { t, language } = useText();
  const live = useLiveProposal();
  const [declined, setDeclined] = useState("");
  const [accepted, setAccepted] = useState("");
  const proposal = proposalOf(cards, live);
  const saving = useSaving(
    (one: Proposal) => send(`/api/visits/${one.visit}/arrive`, { origin: "geofence" }, makeKey()),
    (_card, one) => {
      setAccepted(nameOf(one));
      say(t("said.arrive"));
    },
  );
  if (!proposal || [declined, accepted].includes(nameOf(proposal))) return null;
  const card = cards.find((one) => one.id === proposal.visit);
  if (card && ["on_site", "paused", "done"].includes(card.state)) return null;
  return (
    <section className="proposal" data-testid="proposal" aria-label={t("proposal.title")}>
      <div className="proposal-text">
        <IconMapPin aria-hidden />
        <div>
          <strong>{t("proposal.title")}</strong>
          {card && (
            <div>{t("proposal.since", { name: card.site_name ?? card.account_name ?? card.summary, time: momentText(proposal.since, language) })}</div>
          )}
        </div>
      </div>
      <div className="proposal-buttons">
        <Press look="plain" onClick={() => setDeclined(nameOf(proposal))} data-testid="proposal-not-yet">{t("proposal.not_yet")}</Press>
        <Press look="main" working={saving.working} onClick={() => saving.run(proposal)} data-testid="proposal-accept">{t("proposal.accept")}</Press>
      </div>
      <Refusal error={saving.error} />
    </section>
  );
}
