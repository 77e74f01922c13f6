import { useQueries } from "@tanstack/react-query";
import type { RecordData } from "@common/meta";
import { get } from "@common/api";

interface Question {
  key: string;
  label?: string;
  unit?: string;
}

/// The questions of the checklists' templates by "<template> <key>": an answer carries only its key.
export function useQuestions(checklists: RecordData[]): Map<string, Question> {
  const templates = [...new Set(checklists.map((one) => String(one.template ?? "")).filter(Boolean))];
  return useQueries({
    queries: templates.map((id) => ({
      queryKey: ["record", "checklist-templates", id, "questions"],
      queryFn: () => get<RecordData>(`/api/checklist-templates/${id}/`),
      staleTime: 600_000,
    })),
    combine: (results) =>
      new Map(
        results.flatMap(({ data }) =>
          ((data?.questions as Question[] | undefined) ?? []).map((question): [string, Question] => [`${data!.id} ${question.key}`, question]),
        ),
      ),
  });
}
