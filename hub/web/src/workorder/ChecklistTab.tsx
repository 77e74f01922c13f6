import { Badge, Stack, Table, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@common/components/EmptyState";
import { StateBadge } from "@common/components/StateBadge";
import { formatInstant } from "@common/format";
import { ScrollX } from "../shell/ScrollX";
import { stateLabel, useCatalogue } from "../data/meta";
import type { Overview } from "../data/pages";
import { titleOf } from "../fields/titles";
import { useNarrow } from "../shell/useNarrow";
import { usePage } from "../shell/usePage";
import { useQuestions } from "./questions";
import { Section, Withheld } from "./Section";

interface Answer {
  line?: string;
  key: string;
  value?: unknown;
  attachment?: string;
  at?: string;
  by?: string;
  in_limits?: boolean;
}

/// What was checked and measured on site; values outside their limits stand out.
export function ChecklistTab({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const type = useCatalogue().data!.path("checklists");
  const questions = useQuestions(data.checklists ?? []);
  const { shown, more } = usePage(data.checklists ?? [], 20);
  const narrow = useNarrow();
  if (!data.checklists) return <Withheld title={t("job.tab.checklist")} testId="checklists-withheld" />;
  if (data.checklists.length === 0) return <EmptyState title={t("job.no_checklist")} text={t("job.no_checklist_text")} />;
  return (
    <Stack gap="md">
      {shown.map((checklist) => {
        const answers = (checklist.answers as Answer[] | undefined) ?? [];
        const name = titleOf(String(checklist.template ?? checklist.id), data.titles);
        return (
          <Section
            key={checklist.id} title={name} empty={answers.length === 0 && t("job.no_answers")}
            aside={checklist.state && <StateBadge state={checklist.state} label={stateLabel(type, checklist.state)} />}
          >
            <ScrollX label={name} minWidth={narrow ? undefined : 420}>
              <Table aria-label={name}>
                <Table.Thead>
                  <Table.Tr><Table.Th>{t("job.question")}</Table.Th><Table.Th>{t("job.answer")}</Table.Th>{!narrow && <Table.Th>{t("job.when")}</Table.Th>}</Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {answers.map((answer) => (
                    <Table.Tr key={answer.line ?? answer.key} data-testid={`answer-${answer.key}`}>
                      <Table.Td>{questions.get(`${checklist.template} ${answer.key}`)?.label ?? answer.key.replaceAll("_", " ")}{narrow && <Text size="sm" c="dimmed">{formatInstant(answer.at)}</Text>}</Table.Td>
                      <Table.Td>{answerText(answer.value, t)} {questions.get(`${checklist.template} ${answer.key}`)?.unit} <Limits answer={answer} /></Table.Td>
                      {!narrow && <Table.Td><Text size="sm" c="dimmed">{formatInstant(answer.at)}</Text></Table.Td>}
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </ScrollX>
          </Section>
        );
      })}
      {more}
    </Stack>
  );
}

function Limits({ answer }: { answer: Answer }) {
  const { t } = useTranslation();
  if (answer.in_limits === undefined) return null;
  const Icon = answer.in_limits ? IconCheck : IconAlertTriangle;
  return (
    <Badge size="sm" tt="none" color={answer.in_limits ? "success" : "danger"} leftSection={<Icon size={12} aria-hidden />}>
      {t(answer.in_limits ? "job.in_limits" : "job.out_of_limits")}
    </Badge>
  );
}

/// Answers are JSON values or their text: "true" and true both read as yes.
export function answerText(value: unknown, t: (key: string) => string): string {
  if (value === true || value === "true") return t("yes");
  if (value === false || value === "false") return t("no");
  if (value === undefined || value === null || value === "") return "–";
  if (Array.isArray(value)) return value.map((one) => answerText(one, t)).join(", ");
  if (typeof value === "string" && /^".*"$/.test(value)) return value.slice(1, -1);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
