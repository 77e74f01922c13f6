import { useState } from "react";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconArchive } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { ErrorState } from "@common/components/ErrorState";
import { actOn } from "../data/records";
import type { DraftType } from "./draft";

/// Takes a type out of use: it leaves menu and API, its records stay and come back with it.
export function RetireType({ type }: { type: DraftType }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const retiring = useMutation({
    mutationFn: () => actOn("custom-types", type.id!, "retire", {}),
    onSuccess: async () => {
      await Promise.all([client.invalidateQueries({ queryKey: ["meta"] }), client.invalidateQueries({ queryKey: ["list", "custom-types"] })]);
      navigate("/types");
    },
  });
  return (
    <>
      <Button variant="subtle" color="danger" size="xs" w="fit-content" leftSection={<IconArchive size={16} aria-hidden />} onClick={() => setAsking(true)} data-testid="retire-type">{t("builder.retire")}</Button>
      {asking && (
        <Modal opened onClose={() => setAsking(false)} title={t("builder.retire")} closeButtonProps={{ "aria-label": t("close") }}>
          <Stack>
            <Text>{t("builder.retire_text")}</Text>
            {retiring.isError && <ErrorState error={retiring.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setAsking(false)}>{t("cancel")}</Button>
              <Button color="danger" loading={retiring.isPending} onClick={() => retiring.mutate()} data-testid="confirm-retire">{t("builder.retire")}</Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </>
  );
}
