import { useState, type FormEvent } from "react";
import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import "@mantine/core/styles/PasswordInput.css";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router-dom";
import { post, ProblemError } from "@common/api";
import { problemText } from "@common/components/ErrorState";
import { AuthFrame } from "./AuthFrame";
import { signIn } from "./session";

const fields = ["company", "name", "login", "password"] as const;
const completions = { company: "organization", name: "name", login: "username", password: "new-password" };

/// The first administrator, once, by the link that the hub printed at its first start.
export default function SetupPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const token = useLocation().hash.slice(1);
  const [values, setValues] = useState({ company: "", name: "", login: "", password: "" });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await post("/api/setup/", { token, ...values });
      await signIn(client, values.login, values.password);
      navigate("/", { replace: true });
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };

  const textOf = (field: string) => (error instanceof ProblemError ? error.fieldText(field) : undefined);
  return (
    <AuthFrame title={t("setup.title")} text={t(token ? "setup.text" : "setup.no_token")}>
      {token && (
        <form onSubmit={submit} data-testid="setup-form">
          <Stack gap="md">
            {error !== undefined && (
              <Alert color="danger" role="alert" icon={<IconAlertTriangle />}>{problemText(error, t)}</Alert>
            )}
            {fields.map((field) => {
              const Input = field === "password" ? PasswordInput : TextInput;
              return (
                <Input
                  key={field} label={t(`setup.${field}`)} value={values[field]} error={textOf(field)} required
                  autoComplete={completions[field]} size="md" data-testid={`setup-${field}`}
                  description={field === "password" ? t("setup.password_help") : undefined}
                  onChange={(event) => setValues({ ...values, [field]: event.currentTarget.value })}
                />
              );
            })}
            <Button type="submit" loading={busy} size="md" fullWidth data-testid="setup-submit">{t("setup.do")}</Button>
          </Stack>
        </form>
      )}
    </AuthFrame>
  );
}
