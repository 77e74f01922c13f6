import { useEffect, useRef } from "react";
import { Group } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatDecimal } from "@common/format";
import type { TypeMeta } from "@common/meta";
import { listHref } from "../data/meta";
import { countQuery } from "../data/records";
import type { Column } from "../list/preferences";
import type { ListState } from "../list/useListState";
import { useSession } from "../session/session";
import { ScrollX } from "../shell/ScrollX";
import { useShownTab } from "../shell/useShownTab";
import { viewHref } from "./href";
import { SaveView } from "./SaveView";
import { useViews } from "./useViews";
import { addressOf, contentOf, isChanged } from "./view";
import { ViewLink } from "./ViewLink";
import { ViewMenu } from "./ViewMenu";
import "./views.css";

const countedMax = 12;

/// Saved views as tabs with how much each holds; the default one is opened where the address says nothing.
export function ViewTabs({ type, state, columns }: { type: TypeMeta; state: ListState; columns: Column[] }) {
  const { t } = useTranslation();
  const views = useViews(type.name);
  const user = useSession().data?.user.id;
  const counts = useQueries({ queries: (views ?? []).slice(0, countedMax).map((view) => countQuery(type.path, view.filter ?? "")) });
  const begun = useRef(false);
  useEffect(() => {
    if (!views || begun.current) return;
    begun.current = true;
    const first = views.find((view) => view.is_default && view.owner === user) ?? views.find((view) => view.is_default);
    if (first && state.isPlain) state.set(addressOf(first));
  }, [views, state, user]);
  const active = views?.find((view) => view.id === state.view);
  // A count that arrives moves those behind it.
  const strip = useShownTab(views && `${active?.id} ${counts.filter(({ data }) => data).length}`);
  if (!views) return null;
  const content = contentOf(state, columns);
  return (
    <Group gap="xs" mb="sm" wrap="nowrap" align="center" data-testid="views">
      <ScrollX label={t("view.all_views")} strip={strip}>
        <nav aria-label={t("view.all_views")} className="view-tabs">
          <ViewLink to={listHref(type.path)} label={t("view.all")} active={!active} onGo={() => (begun.current = true)} testId="view-all" />
          {views.map((view, index) => {
            const page = counts[index]?.data;
            const count = page && formatDecimal(page.total ?? 0) + (page.total_is_exact === false ? "+" : "");
            return <ViewLink key={view.id} to={viewHref(type, view)} label={view.name} count={count} active={view === active} testId={`view-${view.id}`} />;
          })}
        </nav>
      </ScrollX>
      {active && <ViewMenu type={type} view={active} views={views} changed={isChanged(active, content)} content={content} state={state} />}
      {(!active || isChanged(active, content)) && !state.isPlain && <SaveView type={type} content={content} state={state} />}
    </Group>
  );
}
