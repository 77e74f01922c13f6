import { useState } from "react";
import { Button, Group, List, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import { bookSlot, type Slot } from "../data/dispatch";
import { useTouched } from "../data/records";

const undoMs = 10_000;

/// Books or moves at once on the screen; where the hub refuses, the bar springs back and the reasons are told.
export function useBooking() {
  const { t } = useTranslation();
  const touched = useTouched();
  const [pending, setPending] = useState<Slot>();

  const refused = (error: unknown, name: string, slot: Slot) => {
    const reasons = error instanceof ProblemError && error.errors.length > 0 ? [...error.errors.map((one) => one.text), ...(asksForSecondVisit(error) ? [] : [t("dispatch.refused_next")])] : [problemAdvice(error, t)];
    const id = `refused-${slot.work_order}-${Date.now()}`;
    const second = asksForSecondVisit(error) && (
      <Button
        size="xs" variant="default" data-testid="accept-second-visit"
        onClick={() => {
          notifications.hide(id);
          void book({ ...slot, accept_second_visit: true }, name);
        }}
      >
        {t("dispatch.second_visit")}
      </Button>
    );
    notifications.show({
      id, color: "danger", title: t("dispatch.refused", { name }), autoClose: 15_000, closeButtonProps: { "aria-label": t("close") },
      message: (
        <Stack gap="xs" align="flex-start">
          <List size="sm" data-testid="refusal">{reasons.map((text) => <List.Item key={text}>{text}</List.Item>)}</List>
          {second}
        </Stack>
      ),
    });
  };

  const book = async (slot: Slot, name: string, before?: Slot): Promise<boolean> => {
    setPending(slot);
    try {
      const visit = await bookSlot(slot);
      await touched("scheduled-events", visit.id);
      if (before) offerUndo(before, name);
      return true;
    } catch (error) {
      refused(error, name, slot);
      return false;
    } finally {
      // The refetch that `touched` began brings the real bar; until then the pending one holds its place.
      setTimeout(() => setPending((current) => (current === slot ? undefined : current)), 250);
    }
  };

  const offerUndo = (before: Slot, name: string) => {
    const id = `moved-${before.event}-${Date.now()}`;
    const take = () => {
      notifications.hide(id);
      void book(before, name);
    };
    const message = (
      <Group justify="space-between">
        <Stack gap={0}><Text size="sm">{t("dispatch.moved", { name })}</Text></Stack>
        <Button size="xs" variant="subtle" onClick={take}>{t("undo")}</Button>
      </Group>
    );
    notifications.show({ id, color: "success", message, autoClose: undoMs, closeButtonProps: { "aria-label": t("close") } });
  };

  return { pending, book };
}

/// Nothing else speaks against it than that somebody goes there already.
export const asksForSecondVisit = (error: unknown): boolean =>
  error instanceof ProblemError && error.errors.length > 0 && error.errors.every((one) => one.field === "accept_second_visit");
