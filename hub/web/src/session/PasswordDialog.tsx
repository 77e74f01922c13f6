import { useState, type FormEvent } from "react";
import { Alert, Button, Modal, PasswordInput, Stack } from "@mantine/core";
import "@mantine/core/styles/PasswordInput.css";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import { api } from "../data/api";

const fields = ["current", "new", "again"] as const;

/// One's own password; the other sessions end.
export default function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [values, setValues] = useState({ current: "", new: "", again: "" });
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [error, setError] = useState<unknown>();
  const differs = values.again !== "" && values.again !== values.new;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (values.again !== values.new) return;
    setBusy(true);
    setError(undefined);
    try {
      await api.post("/api/session/password", { body: { current: values.current, new: values.new } });
      setDone(true);
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };

  const textOf = (field: string) => (error instanceof ProblemError ? error.fieldText(field) : undefined);
  const named = fields.some((field) => textOf(field) !== undefined);
  return (
    <Modal opened onClose={onClose} title={t("password.title")} closeButtonProps={{ "aria-label": t("close") }}>
      {done ? (
        <Alert color="success" role="status" icon={<IconCircleCheck />} data-testid="password-done">{t("password.done")}</Alert>
      ) : (
        <form onSubmit={submit} data-testid="password-form">
          <Stack gap="md">
            {error !== undefined && !named && (
              <Alert color="danger" role="alert" icon={<IconAlertTriangle />} data-testid="password-error">
                {error instanceof ProblemError && error.status === 429 ? t("sign_in.too_many") : problemAdvice(error, t)}
              </Alert>
            )}
            {fields.map((field) => (
              <PasswordInput
                key={field} label={t(`password.${field}`)} value={values[field]} required withAsterisk={false}
                description={field === "new" ? t("setup.password_help") : undefined}
                error={field === "again" && differs ? t("password.differs") : textOf(field)}
                autoComplete={field === "current" ? "current-password" : "new-password"} data-testid={`password-${field}`}
                visibilityToggleButtonProps={{ "aria-label": t("sign_in.show") }}
                onChange={(event) => setValues({ ...values, [field]: event.currentTarget.value })}
              />
            ))}
            <Button type="submit" loading={busy} disabled={differs} data-testid="password-submit">{t("password.do")}</Button>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
