import { useState, type FormEvent } from "react";
import { Alert, Anchor, Button, Group, List, Modal, NumberInput, Select, Stack } from "@mantine/core";
import "@mantine/core/styles/NumberInput.css";
import { IconAlertTriangle, IconCalendarSearch, IconCheck, IconMail } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { StateBadge } from "@common/components/StateBadge";
import type { DispatchDay, DispatchVisit, Slot } from "../data/dispatch";
import { stateLabel, useCatalogue } from "../data/meta";
import { MomentInput } from "../fields/MomentInput";
import { firstStart, plusMinutes, shortestMinutes } from "./geometry";
import { breaksPromise, promiseOf, slotOf } from "./slots";
import { useCheck } from "./useCheck";
import type { Carried } from "./useDrag";

export interface Planning {
  work_order: string;
  name: string;
  minutes: number;
  visit?: DispatchVisit;
  technician?: string;
  /// Where it is proposed; else where it stands.
  start?: string;
}

interface Props {
  planning: Planning;
  data: DispatchDay;
  onBook: (slot: Slot, name: string, before?: Slot) => Promise<boolean>;
  onClose: () => void;
  /// Shows the job's free slots on the board.
  onPick: (carried: Carried) => void;
}

/// The drag in words: whom, when, how long. For the keyboard, for fingers, for other days.
export function PlanDialog({ planning, data, onBook, onClose, onPick }: Props) {
  const { t } = useTranslation();
  const { visit } = planning;
  const type = useCatalogue().data?.path("scheduled-events");
  const [technician, setTechnician] = useState<string | null>(planning.technician ?? null);
  const [start, setStart] = useState(planning.start ?? visit?.start ?? firstStart(data.day, data.zone, new Date().toISOString()));
  const [minutes, setMinutes] = useState(planning.minutes);
  const [busy, setBusy] = useState(false);
  const slot: Slot | undefined = technician && minutes >= shortestMinutes
    ? { work_order: planning.work_order, technician, start, end: plusMinutes(start, minutes), event: visit?.id }
    : undefined;
  const problems = useCheck(slot);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!slot) return;
    setBusy(true);
    const booked = await onBook(slot, planning.name, slotOf(visit, visit?.technicians[0]));
    setBusy(false);
    if (booked) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={planning.name} closeButtonProps={{ "aria-label": t("close") }}>
      <form onSubmit={submit} data-testid="plan-dialog">
        <Stack gap="md">
          <Group justify="space-between">
            {visit && <StateBadge state={visit.state} label={stateLabel(type, visit.state)} />}
            <Anchor component={Link} to={`/work-orders/${planning.work_order}`} size="sm" data-testid="open-work-order">{t("dispatch.open_job")}</Anchor>
          </Group>
          <Select
            label={t("dispatch.technician")} data={data.technicians.map(({ id, name }) => ({ value: id, label: name }))} value={technician}
            onChange={setTechnician} searchable required data-autofocus={!visit || undefined} data-testid="plan-technician" allowDeselect={false}
          />
          <Group align="flex-end" wrap="nowrap">
            <MomentInput label={t("dispatch.start")} value={start} zone={data.zone} required data-testid="plan-start" onChange={(next) => setStart(next ?? start)} />
            <NumberInput
              label={t("dispatch.minutes")} value={minutes} w={120} min={shortestMinutes} step={15} required data-testid="plan-minutes"
              onChange={(next) => setMinutes(Number(next) || 0)}
            />
          </Group>
          <div role="status" data-testid="plan-check">
            {problems?.length === 0 && <Alert color="success" icon={<IconCheck />} py={8}>{t("dispatch.fits")}</Alert>}
            {problems && problems.length > 0 && (
              <Alert color="danger" icon={<IconAlertTriangle />} title={t("dispatch.speaks_against")}>
                <List size="sm">{problems.map((problem) => <List.Item key={problem.text}>{problem.text}</List.Item>)}</List>
              </Alert>
            )}
          </div>
          {visit && slot && breaksPromise(visit, slot) && (
            <Alert color="attention" icon={<IconMail />} py={8} data-testid="plan-promise">
              {t("dispatch.promised", { times: promiseOf(visit, data.zone) })} {t("dispatch.customer_told")}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button
              variant="subtle" mr="auto" leftSection={<IconCalendarSearch size={16} aria-hidden />} data-testid="plan-free"
              onClick={() => onPick({ work_order: planning.work_order, event: visit?.id, name: planning.name, minutes, technician: planning.technician })}
            >
              {t("dispatch.show_free")}
            </Button>
            <Button variant="default" onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" loading={busy} disabled={!slot} data-testid="plan-book">{t(visit ? "dispatch.move" : "dispatch.book")}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
