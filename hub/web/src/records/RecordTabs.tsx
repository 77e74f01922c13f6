import { lazy, Suspense } from "react";
import { Skeleton, Tabs } from "@mantine/core";
import "@mantine/core/styles/Tabs.css";
import { useTranslation } from "react-i18next";
import type { RecordData, TypeMeta } from "@common/meta";
import { useCatalogue } from "../data/meta";
import { useFilesAbout } from "../files/useFiles";
import { EditForm } from "./EditForm";
import { FactSheet } from "./FactSheet";
import { RelatedLinks } from "./RelatedLinks";
import { RelatedSet } from "./RelatedSet";
import { DuplicateNotice } from "../quality/DuplicateNotice";
import { CompletenessBar } from "./CompletenessBar";
import { SentMessages } from "./SentMessages";
import { useShownTab } from "../shell/useShownTab";
import { TimelineTab } from "./TimelineTab";

const FilesTab = lazy(() => import("../files/FilesTab"));
const TalkTab = lazy(() => import("../talk/TalkTab"));
const HistoryTab = lazy(() => import("../versions/HistoryTab").then((module) => ({ default: module.HistoryTab })));

interface Props {
  type: TypeMeta;
  record: RecordData;
  frozen: boolean;
  editing: boolean;
  tab: string | null;
  onTab: (tab: string | null) => void;
  onEdited: () => void;
}

/// Details, what the record owns, files, talk, and what happened.
export function RecordTabs({ type, record, frozen, editing, tab, onTab, onEdited }: Props) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data!;
  const owned = catalogue.ownedBy(type);
  const has = { files: takes(type, "attachments"), talk: takes(type, "notes") || takes(type, "tasks") };
  const files = useFilesAbout(record, has.files);
  const count = files.data?.pages[0]?.total;
  const strip = useShownTab(tab);
  return (
    <Tabs value={tab ?? "details"} onChange={(next) => onTab(next === "details" ? null : next)} keepMounted={false}>
      <Tabs.List ref={strip} mb="md" className="record-tabs">
        <Tabs.Tab value="details">{t("record.details")}</Tabs.Tab>
        {owned.map((set) => <Tabs.Tab key={set.type.path} value={set.type.path}>{set.type.plural}</Tabs.Tab>)}
        {has.files && <Tabs.Tab value="files" data-testid="tab-files">{t("record.files")}{count ? ` (${count})` : ""}</Tabs.Tab>}
        {has.talk && <Tabs.Tab value="talk" data-testid="tab-talk">{t("record.talk")}</Tabs.Tab>}
        {type.path === "accounts" && <Tabs.Tab value="timeline">{t("record.timeline")}</Tabs.Tab>}
        <Tabs.Tab value="history" data-testid="tab-history">{t("record.history")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="details">
        {editing ? <EditForm type={type} record={record} onDone={onEdited} /> : (
          <>
            <DuplicateNotice type={type} record={record} />
            {record.completeness && <CompletenessBar type={type} fields={type.fields} values={record} score={record.completeness} />}
            <FactSheet type={type} record={record} />
            {type.path === "invoices" && <SentMessages record={record} />}
            <RelatedLinks type={type} record={record} />
          </>
        )}
      </Tabs.Panel>
      {owned.map((set) => (
        <Tabs.Panel key={set.type.path} value={set.type.path}>
          <RelatedSet type={set.type} field={set.field} owner={record.id} frozen={frozen} />
        </Tabs.Panel>
      ))}
      <Suspense fallback={<Skeleton h={160} />}>
        <Tabs.Panel value="files">{has.files && <FilesTab type={type} record={record} />}</Tabs.Panel>
        <Tabs.Panel value="talk">{has.talk && <TalkTab type={type} record={record} />}</Tabs.Panel>
        <Tabs.Panel value="history"><HistoryTab type={type} record={record} /></Tabs.Panel>
      </Suspense>
      <Tabs.Panel value="timeline"><TimelineTab id={record.id} /></Tabs.Panel>
    </Tabs>
  );

  /// Whether records of another type may be about this one. Files about files, notes about notes would say nothing.
  function takes(own: TypeMeta, path: string): boolean {
    const about = catalogue.path(path)?.fields.find((field) => field.kind === "about")?.about;
    return about !== undefined && !["attachments", "notes", "tasks"].includes(own.path) && (about.includes("*") || about.includes(own.name));
  }
}
