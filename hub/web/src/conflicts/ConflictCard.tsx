import { Anchor, Badge, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { formatInstant } from "@common/format";
import { recordHref, useCatalogue } from "../data/meta";
import { useNames, type Named } from "../data/useNames";
import { plainValue } from "../fields/plain";
import { BillChoices } from "./BillChoices";
import { asksForBill, decidedText, fieldOf, isAboutValue, isUndecided, type Conflict } from "./conflicts";
import { LeaveButton } from "./LeaveButton";
import { ValueChoices } from "./ValueChoices";

/// One disagreement with all that a decision needs.
export function ConflictCard({ conflict, titles }: { conflict: Conflict; titles: Record<string, string> }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data;
  const type = catalogue?.named(conflict.about.type);
  const kinds = catalogue?.path("sync-conflicts")?.fields.find(({ name }) => name === "kind")?.choices;
  const title = titles[conflict.about.id] ?? type?.label ?? conflict.about.type;
  const who = titles[conflict.technician] ?? titles[conflict.device] ?? "";
  const may = catalogue?.path("sync-conflicts")?.flow?.actions?.some(({ name }) => name === "decide") !== false;
  return (
    <Paper component="article" withBorder p="md" bg="var(--surface)" aria-label={title} data-testid={`conflict-${conflict.id}`} data-state={conflict.state}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h4" style={{ overflowWrap: "anywhere", minWidth: 0 }}>
            {type && !conflict.withheld ? <Anchor component={Link} inherit to={recordHref(type.path, conflict.about.id)}>{title}</Anchor> : title}
          </Title>
          <Badge tt="none" color={isUndecided(conflict) ? "attention" : "neutral"}>{kinds?.find(({ value }) => value === conflict.kind)?.label ?? conflict.kind}</Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {[who, formatInstant(conflict.at ?? conflict.noted_at, "full"), conflict.did].filter(Boolean).join(" · ")}
        </Text>
        {conflict.withheld && <Text size="sm">{t("conflicts.withheld")}</Text>}
        {conflict.reason && <Text data-testid="conflict-reason">{conflict.reason}</Text>}
        {!conflict.withheld && isAboutValue(conflict) && <Versions conflict={conflict} titles={titles} />}
        {!["open", "reopened"].includes(conflict.state) && <Text size="sm" data-testid="conflict-decided">{decidedText(conflict, titles, t)}{conflict.remark && ` – ${conflict.remark}`}</Text>}
        {may && isUndecided(conflict) && !conflict.withheld && <Choices conflict={conflict} />}
      </Stack>
    </Paper>
  );
}

function Choices({ conflict }: { conflict: Conflict }) {
  const type = useCatalogue().data?.named(conflict.about.type);
  if (isAboutValue(conflict)) return <ValueChoices conflict={conflict} field={fieldOf(type?.fields, conflict.field)} />;
  return asksForBill(conflict) ? <BillChoices conflict={conflict} /> : <LeaveButton conflict={conflict} />;
}

/// What both started from, what each made of it, and what it is now where that is neither.
function Versions({ conflict, titles }: { conflict: Conflict; titles: Record<string, string> }) {
  const { t } = useTranslation();
  const type = useCatalogue().data?.named(conflict.about.type);
  const field = fieldOf(type?.fields, conflict.field);
  const sides = [
    { key: "base", label: t("conflicts.base"), value: conflict.base },
    { key: "mine", label: t("conflicts.mine"), value: conflict.mine },
    { key: "theirs", label: t("conflicts.theirs"), value: conflict.theirs },
    { key: "now", label: t("conflicts.now"), value: conflict.now },
    ...(conflict.choice === "other" ? [{ key: "chosen", label: t("conflicts.chosen"), value: conflict.chosen }] : []),
  ];
  const names = useNames(field.kind === "reference" ? sides.flatMap(({ value }) => namedBy(field.refers, value)) : []);
  return (
    <section aria-label={field.label}>
      <Text fw={600} mb={4}>{field.label}</Text>
      <dl className="conflict-sides">
        {sides.map(({ key, label, value }) => (
          <div key={key} data-taken={conflict.choice === key || undefined}>
            <dt>{label}{conflict.choice === key && ` (${t("conflicts.taken")})`}</dt>
            <dd data-testid={`side-${key}`}>{plainValue(field, value, { ...titles, ...names }) || t("field.empty")}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const namedBy = (type: string | null | undefined, value: unknown): Named[] =>
  (Array.isArray(value) ? value : [value]).filter((id): id is string => typeof id === "string").map((id) => ({ type, id }));
