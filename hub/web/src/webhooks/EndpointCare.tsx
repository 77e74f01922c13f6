import { useState } from "react";
import { Alert, Button } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle, IconKey } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { RecordData } from "@common/meta";
import { useTouched } from "../data/records";
import { SecretDialog } from "./SecretDialog";

/// The secret of a webhook's endpoint: made and replaced here, seen once.
export function EndpointSecret({ record }: { record: RecordData }) {
  const { t } = useTranslation();
  const touched = useTouched();
  const [open, setOpen] = useState(false);
  const replaces = Boolean(record.secret_made_at);
  const close = () => {
    setOpen(false);
    void touched("webhook-endpoints", record.id);
  };
  return (
    <>
      <Button variant={replaces ? "default" : "filled"} leftSection={<IconKey size={16} aria-hidden />} onClick={() => setOpen(true)} data-testid="endpoint-secret">
        {t(replaces ? "webhook.new_secret" : "webhook.make_secret")}
      </Button>
      {open && <SecretDialog endpoint={record.id} replaces={replaces} onClose={close} />}
    </>
  );
}

/// What keeps an endpoint from being told.
export function EndpointHints({ record }: { record: RecordData }) {
  const { t } = useTranslation();
  if (!record.secret_made_at) return <Alert color="attention" icon={<IconInfoCircle />} mb="md" role="status" data-testid="endpoint-no-secret">{t("webhook.no_secret")}</Alert>;
  if (record.state === "disabled" && record.disabled_because) {
    return <Alert color="danger" icon={<IconAlertTriangle />} mb="md" role="status" title={t("webhook.disabled")} data-testid="endpoint-disabled">{String(record.disabled_because)}</Alert>;
  }
  if (record.failing_since) return <Alert color="attention" icon={<IconAlertTriangle />} mb="md" role="status" title={t("webhook.failing")} data-testid="endpoint-failing">{String(record.last_failure ?? "")}</Alert>;
  return null;
}
