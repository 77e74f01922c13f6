import { useState } from "react";
import { Button, Group, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Age } from "@common/components/Age";
import { ErrorState } from "@common/components/ErrorState";
import type { RecordData, TypeMeta } from "@common/meta";
import { recordTitle } from "../data/meta";
import { restoreRecord, useDeleted, useTouched } from "../data/records";

/// What was deleted of a type, the newest first, and the way back.
export default function DeletedDialog({ type, onClose }: { type: TypeMeta; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useDeleted(type.path);
  const records = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Modal opened onClose={onClose} title={t("deleted.title", { types: type.plural })} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack data-testid="deleted-dialog">
        {query.isPending && <Skeleton h={120} />}
        {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && records.length === 0 && <Text c="dimmed" data-testid="deleted-none">{t("deleted.none")}</Text>}
        {records.map((record) => <DeletedRow key={record.id} type={type} record={record} />)}
        {query.hasNextPage && <Button variant="subtle" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("deleted.more")}</Button>}
      </Stack>
    </Modal>
  );
}

function DeletedRow({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t } = useTranslation();
  const touched = useTouched();
  const [error, setError] = useState<unknown>();
  const restoring = useMutation({ mutationFn: () => restoreRecord(type.path, record.id), onSuccess: () => touched(type.path, record.id), onError: setError });
  return (
    <div data-testid={`deleted-${record.id}`}>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <div style={{ minWidth: 0 }}>
          <Text fw={500} style={{ overflowWrap: "anywhere" }}>{recordTitle(type, record)}</Text>
          {record.changed_at && <Text size="sm" c="dimmed"><Age at={record.changed_at} /></Text>}
        </div>
        <Button variant="default" size="xs" style={{ flexShrink: 0 }} leftSection={<IconArrowBackUp size={16} aria-hidden />} loading={restoring.isPending} onClick={() => restoring.mutate()} data-testid={`restore-${record.id}`}>
          {t("deleted.restore")}
        </Button>
      </Group>
      {error !== undefined && <ErrorState error={error} />}
    </div>
  );
}
