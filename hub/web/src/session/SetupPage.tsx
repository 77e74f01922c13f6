import { useEffect, useRef, useState, type FormEvent } from "react";
import { Alert, Button, Fieldset, PasswordInput, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import "@mantine/core/styles/Fieldset.css";
import "@mantine/core/styles/PasswordInput.css";
import "@mantine/core/styles/SimpleGrid.css";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router-dom";
import { post, ProblemError } from "@common/api";
import { chooseLanguage, languages } from "@common/i18n";
import { problemAdvice } from "@common/problem";
import { AuthFrame } from "./AuthFrame";
import { countryChoices, countryOf, countryTerms } from "./countries";
import { signIn } from "./session";

const empty = {
  company: "", country: "", currency: "", zone: "", language: "", tax_percent: "", reduced_tax_percent: "",
  name: "", login: "", password: "",
};
type Values = typeof empty;

/// What the browser knows of where it stands; everything can be changed.
function guessed(language: string): Values {
  return withCountry(
    { ...empty, zone: Intl.DateTimeFormat().resolvedOptions().timeZone, language },
    countryOf(navigator.language) ?? "",
  );
}

function withCountry(values: Values, country: string): Values {
  const [currency, standard, reduced] = countryTerms[country] ?? [];
  return { ...values, country, currency: currency ?? values.currency, tax_percent: standard ?? "", reduced_tax_percent: reduced ?? "" };
}

/// What the page says of its link: that it lacks its end, that it no longer holds, or what it is for. A hub that does not answer
/// keeps nobody from trying.
export function linkState(token: string, answer: { holds: boolean } | undefined): "no_token" | "used" | "text" {
  if (!token) return "no_token";
  return answer?.holds === false ? "used" : "text";
}

/// The company and its first administrator, once, by the link that the hub printed at its first start.
export default function SetupPage() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const token = useLocation().hash.slice(1);
  const [values, setValues] = useState(() => guessed(i18n.language));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  const link = useQuery({
    queryKey: ["setup", token],
    queryFn: () => post<{ holds: boolean }>("/api/setup/check/", { token }),
    enabled: token !== "",
    staleTime: Infinity,
  });
  const state = linkState(token, link.data);
  // On a phone the refused field is often out of sight.
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error !== undefined) form.current?.querySelector<HTMLElement>("[aria-invalid=true],[role=alert]")?.focus();
  }, [error]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const { reduced_tax_percent: reduced, ...others } = values;
      await post("/api/setup/", { token, ...others, ...(reduced && { reduced_tax_percent: reduced }) });
      await signIn(client, values.login, values.password);
      navigate("/", { replace: true });
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };

  const shared = (field: keyof Values) => ({
    label: t(`setup.${field}`), value: values[field], size: "md" as const, "data-testid": `setup-${field}`,
    error: error instanceof ProblemError ? error.fieldText(field) : undefined,
  });
  const text = (field: keyof Values, autoComplete = "off") => ({
    ...shared(field), autoComplete, required: field !== "reduced_tax_percent",
    onChange: (event: { currentTarget: { value: string } }) => setValues({ ...values, [field]: event.currentTarget.value }),
  });
  const choice = (field: keyof Values, data: { value: string; label: string }[] | string[], change = (chosen: string) => setValues({ ...values, [field]: chosen })) => ({
    ...shared(field), data, searchable: true, limit: 60, required: true, allowDeselect: false, value: values[field] || null,
    onChange: (chosen: string | null) => chosen && change(chosen),
  });

  const languageNames = new Intl.DisplayNames([i18n.language], { type: "language" });
  return (
    <AuthFrame title={t("setup.title")} text={t(`setup.${state}`)} wide={state === "text"}>
      {state === "used" && (
        <Button component={Link} to="/" size="md" fullWidth data-testid="setup-sign-in">{t("setup.to_sign_in")}</Button>
      )}
      {state === "text" && !link.isPending && (
        <form ref={form} onSubmit={submit} data-testid="setup-form">
          <Stack gap="md">
            {error !== undefined && (
              <Alert color="danger" role="alert" tabIndex={-1} icon={<IconAlertTriangle />}>{problemAdvice(error, t)}</Alert>
            )}
            <Fieldset legend={t("setup.of_company")}>
              <Stack gap="md">
                <TextInput {...text("company", "organization")} />
                <SimpleGrid cols={{ base: 1, xs: 2 }}>
                  <Select {...choice("country", countryChoices(i18n.language), (code) => setValues(withCountry(values, code)))} />
                  <Select {...choice("currency", Intl.supportedValuesOf("currency"))} />
                  <Select {...choice("zone", Intl.supportedValuesOf("timeZone"))} />
                  <Select
                    {...choice("language", languages.map((code) => ({ value: code, label: languageNames.of(code) ?? code })), (code) => {
                      setValues({ ...values, language: code });
                      void chooseLanguage(code);
                    })}
                  />
                  <TextInput {...text("tax_percent")} inputMode="decimal" description={t("setup.tax_help")} rightSection="%" />
                  <TextInput {...text("reduced_tax_percent")} inputMode="decimal" description={t("setup.reduced_help")} rightSection="%" />
                </SimpleGrid>
              </Stack>
            </Fieldset>
            <Fieldset legend={t("setup.of_you")}>
              <Stack gap="md">
                <TextInput {...text("name", "name")} />
                <TextInput {...text("login", "username")} />
                <PasswordInput {...text("password", "new-password")} description={t("setup.password_help")} />
              </Stack>
            </Fieldset>
            <Button type="submit" loading={busy} size="md" fullWidth data-testid="setup-submit">{t("setup.do")}</Button>
          </Stack>
        </form>
      )}
    </AuthFrame>
  );
}
