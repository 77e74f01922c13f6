import { useState } from "react";
import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { problemAdvice } from "@common/problem";
import type { TypeMeta } from "@common/meta";
import { deleteRecord, patchRecord, useTouched } from "../data/records";
import type { ListState } from "../list/useListState";
import { useSession } from "../session/session";
import { NameDialog } from "../dialogs/NameDialog";
import { ShareDialog } from "./ShareDialog";
import { viewsPath } from "./useViews";
import { mayChangeView, type SavedView } from "./view";

interface Props {
  type: TypeMeta;
  view: SavedView;
  views: SavedView[];
  changed: boolean;
  content: Record<string, unknown>;
  state: ListState;
}

/// What its owner can do with a view.
export function ViewMenu({ view, views, changed, content, state }: Props) {
  const { t } = useTranslation();
  const user = useSession().data?.user.id;
  const touched = useTouched();
  const [asking, setAsking] = useState<"name" | "share">();
  const change = async (one: SavedView, patch: Record<string, unknown>) => {
    await patchRecord(viewsPath, one.id, one.version, patch);
    await touched(viewsPath, one.id);
    setAsking(undefined);
  };
  const tell = (work: Promise<unknown>) => void work.catch((error: unknown) => notifications.show({ color: "danger", title: view.name, message: problemAdvice(error, t) }));
  const makeDefault = async () => {
    for (const other of views) if (other.id !== view.id && other.is_default && other.owner === user) await patchRecord(viewsPath, other.id, other.version, { is_default: false });
    await change(view, { is_default: !view.is_default });
  };
  const remove = async () => {
    await deleteRecord(viewsPath, view.id, view.version);
    await touched(viewsPath);
    state.set({ view: undefined });
  };
  if (!mayChangeView(view, user)) return null;
  return (
    <>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="neutral" size="lg" aria-label={t("view.menu", { name: view.name })} title={t("view.menu", { name: view.name })} data-testid="view-menu"><IconDots size={18} /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {changed && <Menu.Item onClick={() => tell(change(view, content))} data-testid="view-update">{t("view.update")}</Menu.Item>}
          <Menu.Item onClick={() => setAsking("name")} data-testid="view-rename">{t("view.rename")}</Menu.Item>
          <Menu.Item onClick={() => setAsking("share")} data-testid="view-share">{t("view.share")}</Menu.Item>
          <Menu.Item onClick={() => tell(makeDefault())} data-testid="view-default">{t(view.is_default ? "view.no_default" : "view.default")}</Menu.Item>
          <Menu.Item color="danger" onClick={() => tell(remove())} data-testid="view-delete">{t("view.delete")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking === "name" && <NameDialog title={t("view.rename")} name={view.name} onSave={(name) => change(view, { name })} onClose={() => setAsking(undefined)} />}
      {asking === "share" && <ShareDialog view={view} onSave={(shared_with) => change(view, { shared_with })} onClose={() => setAsking(undefined)} />}
    </>
  );
}
