import { sendPhoto } from "../agent/client";
import { makeKey } from "../drafts/useDraft";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import type { AnswerProps } from "./QuestionCard";
import { TakePhoto } from "./TakePhoto";

/// The photo is stored first, then named as the answer; its note is the question.
export function PhotoAnswer({ visit, question, closed, working, answer }: AnswerProps) {
  const saving = useSaving(
    (image: Blob) => sendPhoto(visit.id, image, question.label, makeKey()),
    (photo) => answer(photo.sha256),
  );
  return (
    <>
      {typeof question.value === "string" && question.value && (
        <img className="answer-photo" src={`/api/blobs/${question.value}`} alt={question.label} />
      )}
      {!closed && <TakePhoto give={saving.run} working={saving.working || working} testid={`photo-${question.key}`} />}
      <Refusal error={saving.error} />
    </>
  );
}
