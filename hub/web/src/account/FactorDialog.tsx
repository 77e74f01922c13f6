import { useState, type FormEvent } from "react";
import { Alert, Button, Modal, PasswordInput, Stack } from "@mantine/core";
import "@mantine/core/styles/PasswordInput.css";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { post, ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import { AppSetup, type Enrolment } from "../session/AppSetup";
import { CodeInput } from "../session/CodeInput";
import { RecoveryCodes } from "../session/RecoveryCodes";

export type FactorTask = "begin" | "renew" | "remove";

const addresses = { begin: "/api/session/factors/", renew: "/api/session/factors/recovery-codes/", remove: "/api/session/factors/remove/" };

/// First the password, then the app and its code, then the recovery codes.
export function FactorDialog({ task, onClose }: { task: FactorTask; onClose: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const [codes, setCodes] = useState<string[]>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  const withPassword = async () => {
    const answer = await post<Partial<Enrolment> & { recovery_codes?: string[] } | null>(addresses[task], { password });
    if (task === "begin") setEnrolment(answer as Enrolment);
    else if (task === "renew") setCodes(answer!.recovery_codes);
    else onClose();
  };
  const withCode = async () => {
    const answer = await post<{ recovery_codes: string[] }>("/api/session/factors/confirm/", { enrolment: enrolment!.enrolment, code: code.trim() });
    setCodes(answer.recovery_codes);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await (enrolment ? withCode() : withPassword());
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  const refusedAt = (field: string) => (error instanceof ProblemError && error.fieldText(field) ? t(`factor.wrong_${field}`) : undefined);
  const other = error !== undefined && !refusedAt("password") && !refusedAt("code");
  return (
    <Modal opened onClose={onClose} title={t(`factor.task.${task}`)} closeButtonProps={{ "aria-label": t("close") }} closeOnClickOutside={!codes}>
      {codes ? <RecoveryCodes codes={codes} onDone={onClose} /> : (
        <form onSubmit={submit} data-testid="factor-form">
          <Stack gap="md">
            {other && <Alert color="danger" role="alert" icon={<IconAlertTriangle />}>{error instanceof ProblemError && error.status === 429 ? t("sign_in.too_many") : problemAdvice(error, t)}</Alert>}
            {enrolment ? (
              <>
                <AppSetup enrolment={enrolment} />
                <CodeInput value={code} onChange={setCode} error={refusedAt("code")} autoFocus />
              </>
            ) : (
              <PasswordInput
                label={t("password.current")} value={password} onChange={(event) => setPassword(event.currentTarget.value)} error={refusedAt("password")}
                autoComplete="current-password" data-autofocus data-testid="factor-password" visibilityToggleButtonProps={{ "aria-label": t("sign_in.show") }}
              />
            )}
            <Button type="submit" loading={busy} color={task === "remove" ? "danger" : undefined} data-testid="factor-submit">{t(task === "remove" ? "factor.remove" : "factor.next")}</Button>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
