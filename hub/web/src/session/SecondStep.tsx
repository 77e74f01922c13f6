import { useState, type FormEvent } from "react";
import { Alert, Anchor, Button, Skeleton, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { post, ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import { AppSetup, type Enrolment } from "./AppSetup";
import { AuthFrame } from "./AuthFrame";
import { CodeInput } from "./CodeInput";
import { RecoveryCodes } from "./RecoveryCodes";
import { secondStep, type Challenge } from "./session";

/// After the password: a code of the app, or setting one up where the company wants it.
export function SecondStep({ challenge, onBack }: { challenge: Challenge; onBack: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const enrols = challenge.second_step === "enrol";
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [done, setDone] = useState<Awaited<ReturnType<typeof secondStep>>>();
  const enrolment = useQuery({
    queryKey: ["session", "enrol", challenge.challenge],
    queryFn: () => post<Enrolment>("/api/session/second-step/enrol/", { challenge: challenge.challenge }),
    enabled: enrols,
    staleTime: Number.POSITIVE_INFINITY,
  });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const result = await secondStep(client, challenge.challenge, code.trim(), enrolment.data?.enrolment);
      if (result.codes.length > 0) setDone(result);
    } catch (refused) {
      setError(refused);
      setCode("");
    } finally {
      setBusy(false);
    }
  };

  if (done) return <AuthFrame title={t("factor.set_up")}><RecoveryCodes codes={done.codes} onDone={() => void done.goIn()} /></AuthFrame>;
  return (
    <AuthFrame title={t(enrols ? "factor.set_up" : "factor.title")} text={t(enrols ? "factor.required" : "factor.text")}>
      <form onSubmit={submit} data-testid="second-step-form">
        <Stack gap="md">
          {(error ?? enrolment.error) != null && (
            <Alert color="danger" role="alert" icon={<IconAlertTriangle />} data-testid="second-step-error">{textOf(error ?? enrolment.error, t)}</Alert>
          )}
          {enrols && enrolment.isPending && <Skeleton h={260} />}
          {enrolment.data && <AppSetup enrolment={enrolment.data} />}
          <CodeInput value={code} onChange={setCode} recovers={!enrols} autoFocus={!enrols} />
          <Button type="submit" loading={busy} size="md" fullWidth data-testid="second-step-submit">{t("sign_in.do")}</Button>
          <Anchor component="button" type="button" size="sm" onClick={onBack}>{t("factor.back")}</Anchor>
        </Stack>
      </form>
    </AuthFrame>
  );
}

function textOf(error: unknown, t: (key: string) => string): string {
  if (error instanceof ProblemError && error.status === 401) return t("factor.wrong");
  if (error instanceof ProblemError && error.fieldText("code")) return t("factor.wrong");
  if (error instanceof ProblemError && error.status === 429) return t("sign_in.too_many");
  return problemAdvice(error, t);
}
