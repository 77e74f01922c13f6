import { useEffect } from "react";
import { Alert, Button, Tabs } from "@mantine/core";
import "@mantine/core/styles/Tabs.css";
import { useHotkeys } from "@mantine/hooks";
import { IconAlertTriangle, IconPencil, IconWifiOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router-dom";
import { ErrorState } from "@common/components/ErrorState";
import { isMissing, nextStep, problemAdvice } from "@common/problem";
import type { RecordData } from "@common/meta";
import { StateBadge } from "@common/components/StateBadge";
import { recordTitle, stateLabel, useCatalogue } from "../data/meta";
import { useMaySeeBoard } from "../data/receipts";
import { useOverview, type Overview } from "../data/pages";
import { ActionBar } from "../records/ActionBar";
import { mayEdit } from "../records/actions";
import { rememberTitle } from "../fields/titles";
import { EditForm } from "../records/EditForm";
import { isGone } from "../records/gone";
import NotFoundPage from "../shell/NotFoundPage";
import { Page } from "../shell/Page";
import { PageSkeleton } from "../shell/PageSkeleton";
import { useShownTab } from "../shell/useShownTab";
import { ChecklistTab } from "./ChecklistTab";
import { MoneyTab } from "./MoneyTab";
import { OverviewTab } from "./OverviewTab";
import { PaperworkTab } from "./PaperworkTab";
import { PartsTab } from "./PartsTab";
import { WorkTimeline } from "./WorkTimeline";

const tabs = ["overview", "checklist", "parts", "paperwork", "money", "timeline"] as const;

export default function WorkOrderPage() {
  const { id = "" } = useParams();
  const query = useOverview(id);
  if (query.isPending) return <PageSkeleton />;
  if (isMissing(query.error) && !query.data) return <NotFoundPage />;
  if (!query.data) return <div className="page"><ErrorState error={query.error} onRetry={() => void query.refetch()} /></div>;
  return <Loaded key={id} data={query.data} stale={query.error} />;
}

function Loaded({ data, stale }: { data: Overview; stale: unknown }) {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const catalogue = useCatalogue().data!;
  const type = catalogue.path("work-orders");
  const record: RecordData = { ...data.work_order, titles: { ...data.titles, ...data.work_order.titles } };
  const editable = type !== undefined && mayEdit(type, record);
  const editing = editable && params.get("edit") === "1";
  const maySeeBoard = useMaySeeBoard();
  const tab = tabs.find((name) => name === params.get("tab")) ?? "overview";
  const strip = useShownTab(editing ? null : tab);
  const edit = () => editable && setParams({ edit: "1" }, { replace: true });
  useHotkeys([["e", () => void edit()]]);
  const plannable = record.state === "ready" && maySeeBoard && catalogue.path("scheduled-events")?.may.act;
  const counts: Partial<Record<(typeof tabs)[number], number>> = {
    checklist: data.checklists?.length, parts: (data.lines?.length ?? 0) + (data.moves?.length ?? 0), paperwork: data.documents?.length,
  };
  const content = {
    overview: () => <OverviewTab data={data} />,
    checklist: () => <ChecklistTab data={data} />,
    parts: () => <PartsTab data={data} />,
    paperwork: () => <PaperworkTab data={data} />,
    money: () => <MoneyTab data={data} />,
    timeline: () => <WorkTimeline data={data} type={type} />,
  };
  const number = String(record.number ?? "");
  const title = recordTitle(type, record);
  useEffect(() => rememberTitle(record.id, title), [record.id, title]);
  return (
    <Page
      title={title} crumbs={[{ text: t("menu.work_orders"), to: "/records/work-orders" }, { text: number || title }]}
      badge={record.state && <StateBadge state={record.state} label={stateLabel(type, record.state)} size="lg" />}
      actions={!editing && (
        <>
          {editable && <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={edit} data-testid="edit-record">{t("record.edit")}</Button>}
          {plannable && <Button component={Link} to="/dispatch">{t("dispatch.plan")}</Button>}
          {type && <ActionBar type={type} record={record} main={!plannable} />}
        </>
      )}
    >
      {stale && !(editing && isGone(stale)) ? <Alert color="attention" icon={nextStep(stale) === "connection" ? <IconWifiOff /> : <IconAlertTriangle />} mb="md">{problemAdvice(stale, t)}</Alert> : null}
      {editing ? (
        <EditForm type={type} record={record} onDone={() => setParams({}, { replace: true })} />
      ) : (
        <Tabs value={tab} onChange={(next) => setParams(next && next !== "overview" ? { tab: next } : {}, { replace: true })} keepMounted={false}>
          <Tabs.List ref={strip} mb="md" className="record-tabs">
            {tabs.map((name) => (
              <Tabs.Tab key={name} value={name} data-testid={`tab-${name}`}>
                {t(`job.tab.${name}`)}{counts[name] ? ` (${counts[name]})` : ""}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tabs.map((name) => <Tabs.Panel key={name} value={name}>{name === tab && content[name]()}</Tabs.Panel>)}
        </Tabs>
      )}
    </Page>
  );
}
