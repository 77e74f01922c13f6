import { useEffect } from "react";
import { Button, Tabs, Text } from "@mantine/core";
import "@mantine/core/styles/Tabs.css";
import { useHotkeys } from "@mantine/hooks";
import { IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router-dom";
import { ErrorState } from "@common/components/ErrorState";
import { isMissing } from "@common/problem";
import { StateBadge } from "@common/components/StateBadge";
import type { RecordData, TypeMeta } from "@common/meta";
import { inSentence, listHref, recordTitle, stateLabel, useCatalogue } from "../data/meta";
import { useRecord } from "../data/records";
import { rememberTitle } from "../fields/titles";
import NotFoundPage from "../shell/NotFoundPage";
import { Page } from "../shell/Page";
import { PageSkeleton } from "../shell/PageSkeleton";
import { ActionBar } from "./ActionBar";
import { isFrozen, mayDelete, mayEdit } from "./actions";
import { DeleteButton } from "./DeleteButton";
import { EditForm } from "./EditForm";
import { FactSheet } from "./FactSheet";
import { HistoryTab } from "./HistoryTab";
import { PdfLink } from "./PdfLink";
import { RelatedLinks } from "./RelatedLinks";
import { RelatedSet } from "./RelatedSet";
import { SentMessages } from "./SentMessages";
import { TimelineTab } from "./TimelineTab";
import { GiveRole, UserHints } from "./UserCare";

/// Any record: read, edit, act, what it owns, what happened.
export default function RecordPage() {
  const { path = "", id = "" } = useParams();
  const type = useCatalogue().data?.path(path);
  return type ? <TypedRecord key={id} type={type} id={id} /> : <NotFoundPage />;
}

function TypedRecord({ type, id }: { type: TypeMeta; id: string }) {
  const query = useRecord(type.path, id);
  if (query.isPending) return <PageSkeleton />;
  if (isMissing(query.error) && !query.data) return <NotFoundPage />;
  if (query.isError && !query.data) {
    return <div className="page"><ErrorState error={query.error} onRetry={() => void query.refetch()} /></div>;
  }
  return <LoadedRecord type={type} record={query.data} />;
}

function LoadedRecord({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t, i18n } = useTranslation();
  const [params, setParams] = useSearchParams();
  const catalogue = useCatalogue().data!;
  const owned = catalogue.ownedBy(type);
  const frozenOwner = useFrozenOwner(type, record);
  const frozen = isFrozen(type, record);
  const editable = mayEdit(type, record) && !frozenOwner;
  const editing = editable && params.get("edit") === "1";
  const tab = params.get("tab") ?? "details";
  const put = (name: string, value: string | null) =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    }, { replace: true });
  useHotkeys([["e", () => editable && put("edit", "1")]]);
  const title = recordTitle(type, record);
  // A new record that names this one begins with its name at hand.
  useEffect(() => rememberTitle(record.id, title), [record.id, title]);
  return (
    <Page
      title={title} crumbs={[{ text: type.plural, to: listHref(type.path) }, { text: title }]}
      badge={record.state && <StateBadge state={record.state} label={stateLabel(type, record.state)} size="lg" />}
      actions={!editing && (
        <>
          <PdfLink type={type} record={record} />
          {editable && (
            <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={() => put("edit", "1")} data-testid="edit-record">
              {t("record.edit")}
            </Button>
          )}
          {type.path === "users" && <GiveRole user={record} />}
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
      <Tabs value={tab} onChange={(next) => put("tab", next === "details" ? null : next)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="details">{t("record.details")}</Tabs.Tab>
          {owned.map((set) => <Tabs.Tab key={set.type.path} value={set.type.path}>{set.type.plural}</Tabs.Tab>)}
          {type.path === "accounts" && <Tabs.Tab value="timeline">{t("record.timeline")}</Tabs.Tab>}
          <Tabs.Tab value="history" data-testid="tab-history">{t("record.history")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="details">
          {editing ? <EditForm type={type} record={record} onDone={() => put("edit", null)} /> : <><FactSheet fields={type.fields} record={record} />{type.path === "invoices" && <SentMessages record={record} />}<RelatedLinks type={type} record={record} /></>}
        </Tabs.Panel>
        {owned.map((set) => (
          <Tabs.Panel key={set.type.path} value={set.type.path}>
            <RelatedSet type={set.type} field={set.field} owner={record.id} frozen={frozen} />
          </Tabs.Panel>
        ))}
        <Tabs.Panel value="timeline"><TimelineTab id={record.id} /></Tabs.Panel>
        <Tabs.Panel value="history"><HistoryTab type={type} record={record} /></Tabs.Panel>
      </Tabs>
    </Page>
  );
}

/// The name of the type whose frozen record this one belongs to: with it stands what it owns.
function useFrozenOwner(type: TypeMeta, record: RecordData): string | undefined {
  const owner = useCatalogue().data!.ownerOf(type, record);
  const query = useRecord(owner?.type.path ?? "", owner?.id ?? "", owner !== undefined);
  return owner && query.data && isFrozen(owner.type, query.data) ? owner.type.label : undefined;
}
