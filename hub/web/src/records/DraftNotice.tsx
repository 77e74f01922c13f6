import { Alert, Button, Group } from "@mantine/core";
import { IconPencilPause } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Age } from "@common/components/Age";
import type { Draft } from "./drafts";

/// What was typed here earlier and never saved is offered, not mixed in.
export function DraftNotice({ draft, version, onTake, onDrop }: { draft: Draft; version?: number; onTake: () => void; onDrop: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="primary" icon={<IconPencilPause />} mb="md" role="status" data-testid="draft">
      <Group justify="space-between">
        <span>{t("draft.found")} <Age at={draft.at} />{draft.version !== undefined && draft.version !== version && ` · ${t("draft.older")}`}</span>
        <Group gap="xs">
          <Button size="xs" onClick={onTake} data-testid="draft-take">{t("draft.take")}</Button>
          <Button size="xs" variant="default" onClick={onDrop} data-testid="draft-drop">{t("draft.drop")}</Button>
        </Group>
      </Group>
    </Alert>
  );
}
