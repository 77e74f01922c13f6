import { Paper, Portal, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconMail } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FieldProblem } from "@common/api";
import { formatInstant } from "@common/format";
import type { DispatchTechnician, DispatchVisit, Slot } from "../data/dispatch";
import { breaksPromise, promiseOf } from "./slots";
import type { Drag } from "./useDrag";

interface Props {
  drag: Drag;
  slot?: Slot;
  problems?: FieldProblem[];
  zone: string;
  technicians: DispatchTechnician[];
  /// The visit being moved.
  visit?: DispatchVisit;
}

/// Beside the pointer: when and with whom, and what speaks against it.
export function DragLabel({ drag, slot, problems, zone, technicians, visit }: Props) {
  const { t } = useTranslation();
  const left = Math.min(drag.x + 16, innerWidth - 300);
  const who = technicians.find((technician) => technician.id === slot?.technician)?.name;
  return (
    <Portal>
      <Paper className="drag-label" withBorder style={{ left, top: drag.y + 16 }} data-testid="drag-label">
        <Text fw={600} size="sm">{drag.carried.name}</Text>
        <Text size="sm" c="dimmed">
          {slot ? `${who} · ${formatInstant(slot.start, "time", zone)}–${formatInstant(slot.end, "time", zone)}` : t("dispatch.drop_here")}
        </Text>
        {problems?.length === 0 && <Text size="sm" c="success"><IconCheck size={14} aria-hidden /> {t("dispatch.fits")}</Text>}
        {problems?.map((problem) => (
          <Text key={problem.text} size="sm" c="danger" data-testid="drag-problem"><IconAlertTriangle size={14} aria-hidden /> {problem.text}</Text>
        ))}
        {visit && slot && breaksPromise(visit, slot) && (
          <Text size="sm" c="attention" data-testid="drag-promise">
            <IconMail size={14} aria-hidden /> {t("dispatch.promised", { times: promiseOf(visit, zone) })} {t("dispatch.customer_told")}
          </Text>
        )}
      </Paper>
    </Portal>
  );
}
