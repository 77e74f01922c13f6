import { useState, type FormEvent } from "react";
import { Alert, Anchor, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import "@mantine/core/styles/PasswordInput.css";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useSearchParams } from "react-router-dom";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import { AuthFrame } from "./AuthFrame";
import { Providers } from "./Providers";
import { SecondStep } from "./SecondStep";
import { signIn, useSession, type Challenge } from "./session";

export default function SignInPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const session = useSession();
  const [params] = useSearchParams();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [challenge, setChallenge] = useState<Challenge>();
  const to = safeTarget(params.get("to"));
  if (session.data) return <Navigate to={to} replace />;
  if (challenge) return <SecondStep challenge={challenge} onBack={() => setChallenge(undefined)} />;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      setChallenge(await signIn(client, login.trim(), password));
      setPassword("");
    } catch (refused) {
      setError(refused);
      setPassword("");
    } finally {
      setBusy(false);
    }
  };

  return (
    <AuthFrame title={t("sign_in.title")}>
      <form onSubmit={submit} data-testid="sign-in-form">
        <Stack gap="md">
          {error !== undefined && (
            <Alert color="danger" role="alert" icon={<IconAlertTriangle />} data-testid="sign-in-error">
              {wrongPassword(error) ? t("sign_in.wrong") : tooMany(error) ? t("sign_in.too_many") : problemAdvice(error, t)}
            </Alert>
          )}
          <TextInput
            label={t("sign_in.login")} value={login} onChange={(event) => setLogin(event.currentTarget.value)}
            autoComplete="username" autoCapitalize="none" required withAsterisk={false} autoFocus size="md" data-testid="sign-in-login"
          />
          <PasswordInput
            label={t("sign_in.password")} value={password} onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password" required withAsterisk={false} size="md" data-testid="sign-in-password"
            visibilityToggleButtonProps={{ "aria-label": t("sign_in.show") }}
          />
          <Button type="submit" loading={busy} size="md" fullWidth data-testid="sign-in-submit">{t("sign_in.do")}</Button>
          <Anchor component={Link} to="/forgot" size="sm" data-testid="sign-in-forgot">{t("sign_in.forgot")}</Anchor>
        </Stack>
      </form>
      <Providers to={to} />
    </AuthFrame>
  );
}

const wrongPassword = (error: unknown) => error instanceof ProblemError && error.status === 401;
const tooMany = (error: unknown) => error instanceof ProblemError && error.status === 429;

/// Only a place inside this app: "//elsewhere" and full addresses are refused.
export function safeTarget(to: string | null): string {
  return to && /^\/(?![/\\])/.test(to) ? to : "/";
}
