import { useState } from "react";
import { ActionIcon, Button, Group, Modal, Stack, Text, Tooltip } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { ErrorState } from "@common/components/ErrorState";
import type { RecordData, TypeMeta } from "@common/meta";
import { listHref, recordTitle } from "../data/meta";
import { deleteRecord, useTouched } from "../data/records";
import { othersOf, Referrers, referrersOf } from "./Referrers";

export function DeleteButton({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const touched = useTouched();
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>();
  const remove = async () => {
    setError(undefined);
    try {
      await deleteRecord(type.path, record.id, record.version);
      touched(type.path);
      navigate(listHref(type.path), { replace: true });
    } catch (refused) {
      setError(refused);
    }
  };
  const referrers = referrersOf(error);
  const others = othersOf(error);
  return (
    <>
      <Tooltip label={t("record.delete")}>
        <ActionIcon variant="default" size={36} c="danger" onClick={() => setAsking(true)} aria-label={t("record.delete")} data-testid="delete-record">
          <IconTrash size={18} />
        </ActionIcon>
      </Tooltip>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t("record.delete")} closeButtonProps={{ "aria-label": t("close") }}>
        <Stack>
          <Text>{t("record.delete_sure", { title: recordTitle(type, record) })}</Text>
          {referrers.length > 0 || others ? <Referrers referrers={referrers} others={others} /> : error !== undefined && <ErrorState error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)}>{t("cancel")}</Button>
            <Button color="danger" onClick={() => void remove()} data-testid="confirm-delete">{t("record.delete")}</Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
