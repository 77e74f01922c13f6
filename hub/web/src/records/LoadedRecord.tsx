import { useEffect } from "react";
import { Button, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router-dom";
import { StateBadge } from "@common/components/StateBadge";
import type { RecordData, TypeMeta } from "@common/meta";
import { inSentence, listHref, recordTitle, stateLabel, useCatalogue } from "../data/meta";
import { useRecord } from "../data/records";
import { rememberTitle } from "../fields/titles";
import { PresenceBar } from "../presence/PresenceBar";
import { usePresence } from "../presence/usePresence";
import { Page } from "../shell/Page";
import { noteVisit } from "../shell/recent";
import { ActionBar } from "./ActionBar";
import { isFrozen, mayDelete, mayEdit } from "./actions";
import { DeleteButton } from "./DeleteButton";
import { PdfLink } from "./PdfLink";
import { RecordTabs } from "./RecordTabs";
import { ResetFactor } from "../account/ResetFactor";
import { PrivacyCare } from "../privacy/PrivacyCare";
import { TrackButton } from "../tracks/TrackButton";
import { EndpointHints, EndpointSecret } from "../webhooks/EndpointCare";
import { GiveRole, UserHints } from "./UserCare";

/// A record's header, and below it its tabs; tab and editing stand in the address.
export function LoadedRecord({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t, i18n } = useTranslation();
  const [params, setParams] = useSearchParams();
  const frozenOwner = useFrozenOwner(type, record);
  const frozen = isFrozen(type, record);
  const editable = mayEdit(type, record) && !frozenOwner;
  const editing = editable && params.get("edit") === "1";
  const people = usePresence(type.path, record.id, editing);
  const put = (name: string, value: string | null) =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    }, { replace: true });
  const edit = () =>
    editable && setParams((before) => {
      const next = new URLSearchParams(before);
      next.delete("tab");
      next.set("edit", "1");
      return next;
    }, { replace: true });
  useHotkeys([["e", () => void edit()]]);
  const title = recordTitle(type, record);
  useEffect(() => {
    // A new record that names this one begins with its name at hand.
    rememberTitle(record.id, title);
    noteVisit({ path: type.path, id: record.id, title });
  }, [type.path, record.id, title]);
  return (
    <Page
      title={title} crumbs={[{ text: type.plural, to: listHref(type.path) }, { text: title }]}
      badge={<>{record.state && <StateBadge state={record.state} label={stateLabel(type, record.state)} size="lg" />}<PresenceBar people={people} /></>}
      actions={!editing && (
        <>
          <PdfLink type={type} record={record} />
          {editable && (
            <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={edit} data-testid="edit-record">{t("record.edit")}</Button>
          )}
          {type.path === "vehicles" && <TrackButton vehicle={record.id} />}
          {type.path === "users" && <GiveRole user={record} />}
          {type.path === "users" && <ResetFactor user={record.id} />}
          {type.path === "webhook-endpoints" && type.may.change && <EndpointSecret record={record} />}
          <ActionBar type={type} record={record} />
          {mayDelete(type, record) && !frozenOwner && <DeleteButton type={type} record={record} />}
        </>
      )}
    >
      {frozenOwner && type.may.change && <Text c="dimmed" size="sm" mb="sm" data-testid="frozen">{t("record.frozen_with", { owner: inSentence(frozenOwner, i18n.language) })}</Text>}
      {!frozenOwner && frozen && type.may.change && (
        <Text c="dimmed" size="sm" mb="sm" data-testid="frozen">{t("record.frozen", { state: inSentence(stateLabel(type, record.state), i18n.language) })}</Text>
      )}
      {type.path === "users" && <UserHints user={record} />}
      {type.path === "webhook-endpoints" && <EndpointHints record={record} />}
      {type.path === "privacy-requests" && !editing && <PrivacyCare request={record} />}
      <RecordTabs type={type} record={record} frozen={frozen} editing={editing} tab={params.get("tab")} onTab={(tab) => put("tab", tab)} onEdited={() => put("edit", null)} />
    </Page>
  );
}

/// The name of the type whose frozen record this one belongs to: with it stands what it owns.
function useFrozenOwner(type: TypeMeta, record: RecordData): string | undefined {
  const owner = useCatalogue().data!.ownerOf(type, record);
  const query = useRecord(owner?.type.path ?? "", owner?.id ?? "", owner !== undefined);
  return owner && query.data && isFrozen(owner.type, query.data) ? owner.type.label : undefined;
}
