import { Alert, Button, Paper, Stack, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { StateBadge } from "@common/components/StateBadge";
import { setType } from "./changes";
import { unreached } from "./check";
import type { DraftMove, DraftState, DraftType } from "./draft";
import { MoveRow } from "./MoveRow";
import { useProblemText } from "./problemTexts";
import { StateRow } from "./StateRow";
import type { Builder } from "./useBuilder";

/// The states of a type's records and the moves between them: what the board's columns and a record's buttons are.
export function StatesTab({ builder, type }: { builder: Builder; type: DraftType }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const error = (field: string) => problemText(builder.problems, "type", field);
  const { states, moves } = type;
  const set = (patch: Partial<DraftType>) => builder.change(setType(builder.draft, patch));
  const setStates = (next: DraftState[]) => {
    // A move that leads nowhere any more is not shown as one that does.
    const keys = next.map((one) => one.key);
    const renamed = new Map(states.length === next.length ? states.map((one, index) => [one.key, next[index]!.key]) : []);
    const now = (key: string) => (keys.includes(key) ? key : (renamed.get(key) ?? key));
    const kept = moves.map((move) => ({ ...move, from: move.from.map(now).filter((key) => keys.includes(key)), to: keys.includes(now(move.to)) ? now(move.to) : "" }));
    set({ states: next, moves: kept });
  };
  const setMove = (index: number, move: DraftMove) => set({ moves: moves.map((one, at) => (at === index ? move : one)) });
  const stray = unreached(type);
  return (
    <Stack gap="md">
      <Paper withBorder p="md" bg="var(--surface)" component="section" aria-label={t("builder.states")}>
        <Title order={2} size="h4">{t("builder.states")}</Title>
        <Text size="sm" c="dimmed" mb="sm">{t("builder.states_text")}</Text>
        {error("states") && !states.some((_, index) => error(`states.${index}`)) && <Alert color="danger" role="alert" mb="sm" data-testid="states-error">{error("states")}</Alert>}
        <Stack gap="xs">
          {states.map((state, index) => <StateRow key={state.line ?? index} states={states} index={index} error={error(`states.${index}`)} onChange={setStates} />)}
          <Button variant="light" size="xs" w="fit-content" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setStates([...states, { key: "", label: "", frozen: false }])} data-testid="state-add">{t("builder.state_add")}</Button>
        </Stack>
        {states.length > 1 && (
          <div className="flow-sketch" style={{ marginTop: 12 }} aria-label={t("builder.flow")}>
            {states.filter((one) => one.key).map((state) => <StateBadge key={state.key} state={state.key} label={state.label} />)}
          </div>
        )}
      </Paper>
      {states.length > 1 && (
        <Paper withBorder p="md" bg="var(--surface)" component="section" aria-label={t("builder.moves")}>
          <Title order={2} size="h4">{t("builder.moves")}</Title>
          <Text size="sm" c="dimmed" mb="sm">{t("builder.moves_text")}</Text>
          {stray.length > 0 && <Alert color="attention" mb="sm" data-testid="unreached">{t("builder.unreached", { states: stray.join(", ") })}</Alert>}
          {error("moves") && !moves.some((_, index) => error(`moves.${index}`)) && <Alert color="danger" role="alert" mb="sm">{error("moves")}</Alert>}
          {moves.map((move, index) => (
            <MoveRow key={move.line ?? index} move={move} index={index} states={states} others={moves.filter((one) => one !== move)} error={error(`moves.${index}`)} onChange={(next) => setMove(index, next)} onRemove={() => set({ moves: moves.filter((one) => one !== move) })} />
          ))}
          <Button variant="light" size="xs" mt="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => set({ moves: [...moves, { action: "", label: "", from: [], to: "", roles: [] }] })} data-testid="move-add">{t("builder.move_add")}</Button>
        </Paper>
      )}
    </Stack>
  );
}
