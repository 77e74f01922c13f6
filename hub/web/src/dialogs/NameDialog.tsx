import { useState, type FormEvent } from "react";
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";

interface Props {
  title: string;
  label?: string;
  name?: string;
  onSave: (name: string) => Promise<void>;
  onClose: () => void;
}

/// Asks what something is called.
export function NameDialog({ title, label, name = "", onSave, onClose }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(name);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await onSave(typed.trim());
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("close") }}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={label ?? t("view.name")} value={typed} maxLength={120} onChange={(event) => setTyped(event.currentTarget.value)} data-autofocus autoComplete="off" data-testid="view-name" />
          {error !== undefined && <ErrorState error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" loading={busy} disabled={!typed.trim()} data-testid="view-name-save">{t("save")}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
