import { useState } from "react";
import { Badge, Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCloudUp, IconShieldCheck, IconShieldX, IconSignature } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { problemAdvice } from "@common/problem";
import { api } from "../data/api";
import type { Integrity } from "../data/pages";

const looks = {
  unchanged: { color: "success", icon: IconShieldCheck },
  altered: { color: "danger", icon: IconShieldX },
  missing: { color: "attention", icon: IconCloudUp },
  unsigned: { color: "neutral", icon: IconSignature },
};

/// "Unchanged since signing", or that it was altered; checked again on the server by a click.
export function IntegrityBadge({ paper, integrity }: { paper: string; integrity?: Integrity }) {
  const { t } = useTranslation();
  const [checked, setChecked] = useState<Integrity>();
  const [busy, setBusy] = useState(false);
  const state = checked ?? integrity ?? "unsigned";
  const { color, icon: Icon } = looks[state];
  const verify = async () => {
    setBusy(true);
    try {
      setChecked(((await api.post("/api/paperwork-documents/{id}/verify/", { path: { id: paper } })) as { integrity: Integrity }).integrity);
    } catch (error) {
      notifications.show({ color: "danger", message: problemAdvice(error, t) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Badge
        size="lg" tt="none" color={color} leftSection={<Icon size={16} aria-hidden />} role="status"
        data-testid={`integrity-${paper}`} data-integrity={state}
      >
        {t(`paper.${state}`)}
      </Badge>
      {(state === "unchanged" || state === "altered") && <Button size="xs" variant="subtle" loading={busy} onClick={() => void verify()} data-testid={`verify-${paper}`}>{t("paper.verify")}</Button>}
    </>
  );
}
