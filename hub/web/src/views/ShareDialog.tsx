import { useState } from "react";
import { Button, Checkbox, Group, Modal, Pill, Select, Stack, Text } from "@mantine/core";
import "@mantine/core/styles/Pill.css";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { useCatalogue } from "../data/meta";
import { useNames } from "../data/useNames";
import { ReferencePicker } from "../fields/ReferencePicker";
import { rememberTitle, titleOf } from "../fields/titles";
import type { SavedView, Share } from "./view";

const kinds = { user: "admin.User", team: "people.Team", role: "admin.Role" } as const;
type Kind = keyof typeof kinds;
const kindNames = Object.keys(kinds) as Kind[];

/// Which kind a share is of, and whom it names; nothing where it is everybody's.
const sharedWith = (share: Share): [Kind, string] | undefined => kindNames.flatMap((one): [Kind, string][] => (share[one] ? [[one, share[one]]] : []))[0];

interface Props {
  view: SavedView;
  onSave: (shares: Share[]) => Promise<void>;
  onClose: () => void;
}

/// Who else has the view; each sees in it only what he may see.
export function ShareDialog({ view, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data!;
  const [shares, setShares] = useState<Share[]>(view.shared_with ?? []);
  const [kind, setKind] = useState<Kind>("team");
  const [error, setError] = useState<unknown>();
  const names = useNames(shares.flatMap((share) => {
    const [of, id] = sharedWith(share) ?? [];
    return of && id ? [{ type: kinds[of], id }] : [];
  }));
  const everyone = shares.some((share) => share.everyone);
  const named = shares.filter((share) => !share.everyone);
  const save = async () => {
    try {
      setError(undefined);
      await onSave(shares);
    } catch (refused) {
      setError(refused);
    }
  };
  const add = (id: string | null, title?: string) => {
    if (!id || shares.some((share) => share[kind] === id)) return;
    if (title) rememberTitle(id, title);
    setShares([...shares, { [kind]: id }]);
  };
  const offered = kindNames.filter((one) => catalogue.named(kinds[one]));
  return (
    <Modal opened onClose={onClose} title={t("view.share_title", { name: view.name })} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack data-testid="share-dialog">
        <Text size="sm" c="dimmed">{t("view.share_text")}</Text>
        <Checkbox label={t("view.everyone")} checked={everyone} onChange={() => setShares(everyone ? named : [...named, { everyone: true }])} data-testid="share-everyone" />
        <Group gap={8} wrap="nowrap" align="flex-end">
          <Select w={140} label={t("view.with")} data={offered.map((value) => ({ value, label: t(`view.kind.${value}`) }))} value={kind} onChange={(next) => next && setKind(next as Kind)} allowDeselect={false} />
          <div style={{ flex: 1 }}><ReferencePicker type={catalogue.named(kinds[kind])} value={null} text="" aria-label={t(`view.kind.${kind}`)} onPick={add} data-testid="share-pick" /></div>
        </Group>
        <Pill.Group aria-label={t("view.with")}>
          {named.map((share) => {
            const [of, id] = sharedWith(share) ?? ["user", ""];
            const name = titleOf(id, { ...view.titles, ...names });
            return (
              <Pill key={`${of}${id}`} size="md" withRemoveButton onRemove={() => setShares(shares.filter((one) => one !== share))} removeButtonProps={{ "aria-label": t("field.remove", { name }), tabIndex: 0, "aria-hidden": false }}>
                {t(`view.kind.${of}`)}: {name}
              </Pill>
            );
          })}
        </Pill.Group>
        {error !== undefined && <ErrorState error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t("cancel")}</Button>
          <Button onClick={() => void save()} data-testid="share-save">{t("save")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
