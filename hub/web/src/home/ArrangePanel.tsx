import { useState } from "react";
import { Button, Group, Menu, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCatalogue } from "../data/meta";
import { useAllViews } from "../views/useViews";
import { ArrangedWidget } from "./ArrangedWidget";
import { deliveredFor, madeWidget, movedTo, resized, type Kind, type Widget } from "./widgets";

const single: Kind[] = ["figures", "own_visits", "own_deals", "own_leads", "open_jobs", "tasks", "map", "readable"];

/// The start page as its pieces: moved by dragging or by buttons, made larger and smaller, added and taken away.
export default function ArrangePanel({ widgets, onChange }: { widgets: Widget[]; onChange: (widgets: Widget[]) => void }) {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<string>();
  const catalogue = useCatalogue().data!;
  const views = (useAllViews().data ?? []).filter((view) => catalogue.named(view.of_type));
  const nameOf = (widget: Widget) => (widget.view ? (views.find((one) => one.id === widget.view)?.name ?? t("home.view_gone")) : t(`home.widget.${widget.kind}`));
  const add = (kind: Kind, view?: string) => onChange([...widgets, madeWidget(kind, crypto.randomUUID(), view)]);
  return (
    <div data-testid="arrange-panel">
      <Group mb="md">
        <Menu withinPortal position="bottom-start">
          <Menu.Target><Button size="xs" leftSection={<IconPlus size={16} aria-hidden />} data-testid="widget-add">{t("home.add")}</Button></Menu.Target>
          <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
            {single.filter((kind) => !widgets.some((one) => one.kind === kind)).map((kind) => <Menu.Item key={kind} onClick={() => add(kind)} data-testid={`add-${kind}`}>{t(`home.widget.${kind}`)}</Menu.Item>)}
            {views.length > 0 && <Menu.Label>{t("home.widget.count")}</Menu.Label>}
            {views.map((view) => <Menu.Item key={`c${view.id}`} onClick={() => add("count", view.id)} data-testid={`add-count-${view.id}`}>{view.name}</Menu.Item>)}
            {views.length > 0 && <Menu.Label>{t("home.widget.list")}</Menu.Label>}
            {views.map((view) => <Menu.Item key={`l${view.id}`} onClick={() => add("list", view.id)} data-testid={`add-list-${view.id}`}>{view.name}</Menu.Item>)}
          </Menu.Dropdown>
        </Menu>
        <Button size="xs" variant="subtle" onClick={() => onChange(deliveredFor(catalogue))}>{t("list.columns_reset")}</Button>
        <Text size="sm" c="dimmed">{t("home.arrange_hint")}</Text>
      </Group>
      <div className="widgets" role="list" aria-label={t("home.arrange")}>
        {widgets.map((widget, index) => (
          <ArrangedWidget
            key={widget.id} widget={widget} name={nameOf(widget)} kind={t(`home.widget.${widget.kind}`)} first={index === 0} last={index === widgets.length - 1}
            onMove={(step) => onChange(movedTo(widgets, widget.id, index + step))} onSize={(wider, taller) => onChange(resized(widgets, widget.id, wider, taller))}
            onRemove={() => onChange(widgets.filter((one) => one !== widget))} onDrag={() => setDragged(widget.id)} onDrop={() => dragged && onChange(movedTo(widgets, dragged, index))}
          />
        ))}
      </div>
    </div>
  );
}
