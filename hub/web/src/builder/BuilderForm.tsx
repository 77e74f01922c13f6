import { useState } from "react";
import { Alert, Button, Tabs } from "@mantine/core";
import "@mantine/core/styles/Tabs.css";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router-dom";
import { StateBadge } from "@common/components/StateBadge";
import { problemAdvice } from "@common/problem";
import { listHref, stateLabel, useCatalogue } from "../data/meta";
import { Page } from "../shell/Page";
import { BasicsTab } from "./BasicsTab";
import { loadBuild } from "./build";
import type { Problem } from "./check";
import { ownPath, type Draft } from "./draft";
import { FieldsTab } from "./FieldsTab";
import { PreviewTab } from "./PreviewTab";
import { worded } from "./preview";
import { RightsTab } from "./RightsTab";
import { SaveBar } from "./SaveBar";
import { StatesTab } from "./StatesTab";
import { useBuilder, type Build } from "./useBuilder";
import "./builder.css";

type Tab = "basics" | "fields" | "states" | "rights" | "preview";

/// Where a refusal is shown.
function tabOf({ place, field }: Problem): Tab {
  if (place !== "type") return "fields";
  if (/^(states|moves)/.test(field)) return "states";
  return field.startsWith("grants") ? "rights" : "basics";
}

/// A record type and its fields: what it is called, what stands in it, how it moves, who may, and how that looks.
export function BuilderForm({ build }: { build: Build }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const catalogue = useCatalogue().data!;
  const own = build.draft.type !== undefined;
  const delivered = own ? undefined : catalogue.named(build.draft.of);
  const taken = (delivered?.fields ?? []).filter((field) => !field.custom).map((field) => field.name);
  const pathOf = (draft: Draft) => (draft.type ? ownPath(draft.type.key) : delivered!.path);
  const reload = async (draft: Draft) => (await loadBuild(draft.of, draft.type?.key))!;
  const builder = useBuilder(build, taken, reload, (draft) => {
    notifications.show({ color: "success", message: <span data-testid="builder-saved">{t("builder.saved")}</span>, closeButtonProps: { "aria-label": t("close") } });
    if (!build.draft.type?.id && own) navigate(`/types/${pathOf(draft)}`, { replace: true });
  });
  const { draft, problems } = builder;
  const [tab, setTab] = useState<Tab>(own && !build.draft.type?.id ? "basics" : "fields");
  const [selected, setSelected] = useState<string>();
  const save = async () => {
    const [first] = await builder.save();
    if (!first) return;
    setTab(tabOf(first));
    if (first.place !== "type") setSelected(first.place);
  };
  const title = (draft.type ? worded(draft.type.label, i18n.language) : delivered?.label) || t("builder.new");
  const listed = catalogue.path(pathOf(draft));
  const tabs: Tab[] = own ? ["basics", "fields", "states", "rights", "preview"] : ["fields", "preview"];
  const count = (one: Tab) => problems.filter((problem) => tabOf(problem) === one).length;
  return (
    <Page
      title={title} crumbs={[{ text: t("builder.title"), to: "/types" }, { text: title }]}
      badge={draft.type?.id && <StateBadge state={draft.type.state} label={stateLabel(catalogue.path("custom-types"), draft.type.state)} />}
      actions={listed && <Button component={Link} to={listHref(listed.path)} variant="default" leftSection={<IconExternalLink size={16} aria-hidden />} data-testid="open-list">{t("builder.open_list")}</Button>}
    >
      {builder.error !== undefined && <Alert color="danger" icon={<IconAlertTriangle />} mb="md" role="alert" data-testid="builder-error">{problemAdvice(builder.error, t)}</Alert>}
      <Tabs value={tab} onChange={(next) => setTab(next as Tab)} keepMounted={false}>
        <Tabs.List className="record-tabs" mb="md">
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one} data-testid={`builder-${one}`} rightSection={count(one) > 0 ? <span className="tab-problems" aria-label={t("builder.problems", { count: count(one) })}>{count(one)}</span> : undefined}>
              {t(`builder.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="basics">{draft.type && <BasicsTab builder={builder} type={draft.type} />}</Tabs.Panel>
        <Tabs.Panel value="fields"><FieldsTab builder={builder} delivered={delivered} taken={taken} selected={selected} onSelect={setSelected} /></Tabs.Panel>
        <Tabs.Panel value="states">{draft.type && <StatesTab builder={builder} type={draft.type} />}</Tabs.Panel>
        <Tabs.Panel value="rights">{draft.type && <RightsTab builder={builder} type={draft.type} />}</Tabs.Panel>
        <Tabs.Panel value="preview"><PreviewTab draft={draft} delivered={delivered} /></Tabs.Panel>
      </Tabs>
      <SaveBar builder={builder} onSave={() => void save()} />
    </Page>
  );
}
