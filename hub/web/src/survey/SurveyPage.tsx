import { useState, type FormEvent } from "react";
import { Alert, Button, Radio, Skeleton, Stack, Text, Textarea } from "@mantine/core";
import "@mantine/core/styles/RadioIndicator.css";
import "@mantine/core/styles/Radio.css";
import { IconAlertTriangle, IconCheck, IconInfoCircle } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router-dom";
import { get, post } from "@common/api";
import { nextStep, problemText, worthAgain } from "@common/problem";
import { AuthFrame } from "../session/AuthFrame";
import { gradesOf, type Survey } from "./survey";

/// What a customer's link opens: a rating and a sentence, without signing in. The token stands behind "#", so that no log keeps it.
export default function SurveyPage() {
  const { t } = useTranslation();
  const token = useLocation().hash.slice(1);
  const query = useQuery({
    queryKey: ["survey", token],
    enabled: token !== "",
    queryFn: ({ signal }) => get<Survey>("/api/survey/", { token }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!token) return <AuthFrame title={t("survey.title")} text={t("survey.no_token")}>{null}</AuthFrame>;
  if (query.isPending) return <AuthFrame title={t("survey.title")}><Skeleton h={180} /></AuthFrame>;
  if (query.isError) {
    return (
      <AuthFrame title={t("survey.title")}>
        <Alert
          color={canTryAgain(query.error) ? "danger" : "neutral"} role="alert" icon={canTryAgain(query.error) ? <IconAlertTriangle /> : <IconInfoCircle />}
          data-testid="survey-error"
        >
          {canTryAgain(query.error) ? problemText(query.error, t) : t("survey.used")} {t(nextFor(query.error))}
        </Alert>
      </AuthFrame>
    );
  }
  return <Ask token={token} survey={query.data} />;
}

/// A link that is used up is no mishap: who answered and comes back did nothing wrong.
const canTryAgain = (error: unknown): boolean => worthAgain(error) && nextStep(error) !== "newest";

/// A customer has no list to go back to and no administrator: what does not help again is for a talk with the company.
const nextFor = (error: unknown): string => (canTryAgain(error) ? `problem.next.${nextStep(error)}` : "survey.tell_us");

function Ask({ token, survey }: { token: string; survey: Survey }) {
  const { t } = useTranslation();
  const [rating, setRating] = useState("");
  const [comment, setComment] = useState("");
  const [missing, setMissing] = useState(false);
  const sending = useMutation({ mutationFn: () => post("/api/survey/", { token, rating: Number(rating), comment: comment.trim() }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(!rating);
    if (rating) sending.mutate();
  };
  if (sending.isSuccess) {
    return (
      <AuthFrame title={t("survey.title")} text={survey.job} company={survey.company}>
        <Alert color="success" icon={<IconCheck />} role="status" data-testid="survey-thanks">{survey.form.thanks || t("survey.thanks")}</Alert>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={t("survey.title")} text={survey.job} company={survey.company}>
      <form onSubmit={submit} data-testid="survey-form" noValidate>
        <Stack gap="md">
          {sending.isError && <Alert color="danger" role="alert" icon={<IconAlertTriangle />} data-testid="survey-error">{problemText(sending.error, t)} {t(nextFor(sending.error))}</Alert>}
          <Radio.Group label={survey.form.name || t("survey.rating")} value={rating} onChange={setRating} error={missing && !rating ? t("survey.choose") : undefined} required>
            <div className="survey-scale">
              {gradesOf(survey).map((value) => (
                <Radio.Card key={value} value={value} className="survey-grade" data-testid={`survey-${value}`} aria-label={value}>{value}</Radio.Card>
              ))}
            </div>
            <div className="survey-ends"><Text size="sm" c="dimmed">{t("survey.worst")}</Text><Text size="sm" c="dimmed">{t("survey.best")}</Text></div>
          </Radio.Group>
          <Textarea
            label={t("survey.comment")} value={comment} onChange={(event) => setComment(event.currentTarget.value)} maxLength={4000}
            autosize minRows={3} size="md" data-testid="survey-comment"
          />
          <Button type="submit" size="md" fullWidth loading={sending.isPending} data-testid="survey-send">{t("survey.send")}</Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
