import { useState } from "react";
import { Alert, Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import type { Builder } from "./useBuilder";
import type { Warning } from "./warnings";

/// Saves all of it in one step; what that does to records that are there is said before.
export function SaveBar({ builder, onSave }: { builder: Builder; onSave: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const { draft, warnings, problems, changed, busy } = builder;
  const puts = draft.type !== undefined && draft.type.state !== "active";
  const save = () => (warnings.length > 0 ? setAsking(true) : onSave());
  const said = (one: Warning) => t(`builder.warning.${one.what}`, { name: one.name, more: one.more });
  return (
    <>
      {warnings.length > 0 && (
        <Alert color="attention" icon={<IconAlertTriangle />} mt="md" title={t("builder.warnings")} data-testid="builder-warnings">
          <List size="sm">{warnings.map((one) => <List.Item key={`${one.what}${one.name}`}>{said(one)}</List.Item>)}</List>
        </Alert>
      )}
      <Group justify="flex-end" mt="md" pos="sticky" bottom="var(--phone-bar, 0px)" py="sm" bg="var(--ground)" style={{ zIndex: 3 }}>
        <Text size="sm" c={problems.length > 0 ? "danger" : "dimmed"} role="status" data-testid="builder-verdict">
          {problems.length > 0 ? t("builder.problems", { count: problems.length }) : changed ? t("builder.unsaved") : ""}
        </Text>
        <Button variant="default" onClick={() => navigate("/types")}>{t("cancel")}</Button>
        <Button loading={busy} disabled={!changed && !puts} onClick={save} data-testid="builder-save">{t(puts ? "builder.put_into_use" : "save")}</Button>
      </Group>
      {asking && (
        <Modal opened onClose={() => setAsking(false)} title={t("builder.warnings")} closeButtonProps={{ "aria-label": t("close") }}>
          <Stack data-testid="builder-confirm">
            <List>{warnings.map((one) => <List.Item key={`${one.what}${one.name}`}>{said(one)}</List.Item>)}</List>
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setAsking(false)}>{t("cancel")}</Button>
              <Button onClick={() => { setAsking(false); onSave(); }} data-testid="builder-confirm-save">{t("builder.save_anyway")}</Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </>
  );
}
