export interface Survey {
  form: { name?: string; thanks?: string; questions?: { key: string; kind: string; text: string; scale?: number }[] };
  company?: string;
}

/// The two questions of a survey: the grade with its scale (1..5 unless the form says otherwise), and the remark.
export function asksOf({ form }: Survey): { scale: number; rating?: string; comment?: string } {
  const questions = form.questions ?? [];
  const rating = questions.find((one) => one.kind === "rating");
  const comment = questions.find((one) => one.kind === "long_text" || one.kind === "text");
  return { scale: rating?.scale && rating.scale > 1 ? Math.min(rating.scale, 10) : 5, rating: rating?.text, comment: comment?.text };
}
