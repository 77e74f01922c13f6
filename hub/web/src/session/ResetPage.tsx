import { useState, type FormEvent } from "react";
import { Alert, Button, PasswordInput, Skeleton, Stack } from "@mantine/core";
import "@mantine/core/styles/PasswordInput.css";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router-dom";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import { api } from "../data/api";
import { AuthFrame } from "./AuthFrame";

/// A new password by the mailed link. The token stands behind "#", so that no log keeps it.
export default function ResetPage() {
  const { t } = useTranslation();
  const token = useLocation().hash.slice(1);
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const differs = again !== "" && again !== password;
  const link = useQuery({
    queryKey: ["reset", token],
    queryFn: () => api.post("/api/session/reset/check/", { body: { token } }) as Promise<{ holds: boolean }>,
    enabled: token !== "",
    staleTime: Number.POSITIVE_INFINITY,
  });
  const setting = useMutation({ mutationFn: () => api.post("/api/session/reset/", { body: { token, password } }) as Promise<{ login: string }> });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (again === password) setting.mutate();
  };
  if (setting.isSuccess) {
    return (
      <AuthFrame title={t("reset.title")}>
        <Stack gap="md">
          <Alert color="success" icon={<IconCircleCheck />} role="status" data-testid="reset-done">{t("reset.done")}</Alert>
          <Button component={Link} to="/sign-in" size="md" fullWidth>{t("sign_in.do")}</Button>
        </Stack>
      </AuthFrame>
    );
  }
  const used = token === "" || link.data?.holds === false || (setting.error instanceof ProblemError && setting.error.status === 403);
  if (used) {
    return (
      <AuthFrame title={t("reset.title")} text={t("reset.used")}>
        <Button component={Link} to="/forgot" size="md" fullWidth data-testid="reset-again">{t("reset.ask_again")}</Button>
      </AuthFrame>
    );
  }
  if (link.isPending) return <AuthFrame title={t("reset.title")}><Skeleton h={180} /></AuthFrame>;
  const refused = setting.error instanceof ProblemError ? setting.error.fieldText("password") : undefined;
  const shared = { required: true, withAsterisk: false, size: "md", autoComplete: "new-password", visibilityToggleButtonProps: { "aria-label": t("sign_in.show") } } as const;
  return (
    <AuthFrame title={t("reset.title")} text={t("reset.text")}>
      <form onSubmit={submit} data-testid="reset-form">
        <Stack gap="md">
          {setting.isError && !refused && <Alert color="danger" role="alert" icon={<IconAlertTriangle />}>{problemAdvice(setting.error, t)}</Alert>}
          <PasswordInput {...shared} label={t("password.new")} description={t("setup.password_help")} value={password} error={refused} onChange={(event) => setPassword(event.currentTarget.value)} data-testid="reset-new" />
          <PasswordInput {...shared} label={t("password.again")} value={again} error={differs ? t("password.differs") : undefined} onChange={(event) => setAgain(event.currentTarget.value)} data-testid="reset-password-again" />
          <Button type="submit" loading={setting.isPending} disabled={differs} size="md" fullWidth data-testid="reset-submit">{t("reset.do")}</Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
