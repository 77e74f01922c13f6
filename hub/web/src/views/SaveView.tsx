import { useState } from "react";
import { Button } from "@mantine/core";
import { IconDeviceFloppy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TypeMeta } from "@common/meta";
import { createRecord, useTouched } from "../data/records";
import type { ListState } from "../list/useListState";
import { useSession } from "../session/session";
import { NameDialog } from "../dialogs/NameDialog";
import { viewsPath } from "./useViews";
import { addressOf, type SavedView } from "./view";

/// What is looked at now becomes a view with a name.
export function SaveView({ type, content, state }: { type: TypeMeta; content: Record<string, unknown>; state: ListState }) {
  const { t } = useTranslation();
  const user = useSession().data?.user.id;
  const touched = useTouched();
  const [asking, setAsking] = useState(false);
  const save = async (name: string) => {
    const kept = Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null));
    const view = await createRecord(viewsPath, { ...kept, of_type: type.name, name, owner: user });
    await touched(viewsPath, view.id);
    state.set(addressOf(view as SavedView));
    setAsking(false);
  };
  return (
    <>
      <Button size="xs" variant="subtle" leftSection={<IconDeviceFloppy size={16} aria-hidden />} onClick={() => setAsking(true)} style={{ flex: "none" }} data-testid="save-view">{t("view.save")}</Button>
      {asking && <NameDialog title={t("view.save")} onSave={save} onClose={() => setAsking(false)} />}
    </>
  );
}
