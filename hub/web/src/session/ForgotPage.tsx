import { useState, type FormEvent } from "react";
import { Alert, Anchor, Button, Stack, TextInput } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import { api } from "../data/api";
import { AuthFrame } from "./AuthFrame";

/// The hub says the same for every login, and so does this page.
export default function ForgotPage() {
  const { t } = useTranslation();
  const [login, setLogin] = useState("");
  const asking = useMutation({ mutationFn: () => api.post("/api/session/forgot/", { body: { login: login.trim() } }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    asking.mutate();
  };
  const back = <Anchor component={Link} to="/sign-in" size="sm">{t("forgot.back")}</Anchor>;
  if (asking.isSuccess) {
    return (
      <AuthFrame title={t("forgot.title")}>
        <Stack gap="md"><Alert color="success" icon={<IconMail />} role="status" data-testid="forgot-done">{t("forgot.done")}</Alert>{back}</Stack>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={t("forgot.title")} text={t("forgot.text")}>
      <form onSubmit={submit} data-testid="forgot-form">
        <Stack gap="md">
          {asking.isError && (
            <Alert color="danger" role="alert">
              {asking.error instanceof ProblemError && asking.error.status === 429 ? t("sign_in.too_many") : problemAdvice(asking.error, t)}
            </Alert>
          )}
          <TextInput
            label={t("sign_in.login")} value={login} onChange={(event) => setLogin(event.currentTarget.value)} required withAsterisk={false}
            autoComplete="username" autoCapitalize="none" autoFocus size="md" data-testid="forgot-login"
          />
          <Button type="submit" loading={asking.isPending} size="md" fullWidth data-testid="forgot-submit">{t("forgot.do")}</Button>
          {back}
        </Stack>
      </form>
    </AuthFrame>
  );
}
