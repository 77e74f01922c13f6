import { useEffect, useRef, useState } from "react";
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { Age } from "@common/components/Age";
import { ErrorState } from "@common/components/ErrorState";
import type { TypeMeta } from "@common/meta";
import { recordHref } from "../data/meta";
import { restoreRecord, useHistory, useTouched } from "../data/records";
import { deletionOf, mayRestore } from "./gone";

interface Props {
  type: TypeMeta;
  id: string;
  /// The record that this one has become part of.
  into?: string;
  /// The refusal of a save, which brings the reader here.
  refused: unknown;
  onRestored: () => void;
  onCopy: () => void;
  onClose: () => void;
}

/// Stands above a form whose record was deleted while somebody typed: who did it, and what can be done with what was typed.
export function GoneNotice({ type, id, into, refused, onRestored, onCopy, onClose }: Props) {
  const { t } = useTranslation();
  const touched = useTouched();
  const history = useHistory(type.path, id);
  const deletion = deletionOf(history.data?.pages[0]?.items ?? []);
  const [error, setError] = useState<unknown>();
  const restore = async () => {
    setError(undefined);
    await restoreRecord(type.path, id);
    onRestored();
    await touched(type.path, id);
  };
  const restoring = useMutation({ mutationFn: restore, onError: setError });
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (refused !== undefined) notice.current?.focus();
  }, [refused]);
  const what = into ? t("gone.merged") : deletion ? t("gone.deleted") : t("gone.unknown");
  return (
    <Alert ref={notice} color="danger" icon={<IconTrash />} mb="md" role="alert" tabIndex={-1} title={what} data-testid="gone">
      {!into && deletion && <Text size="sm" data-testid="gone-by">{deletion.by_name && `${deletion.by_name} · `}<Age at={deletion.at} /></Text>}
      <Text size="sm">{t("gone.kept")}</Text>
      <Group gap="xs" mt="sm">
        {into && <Button size="xs" component={Link} to={recordHref(type.path, into)} data-testid="gone-into">{t("gone.open_other")}</Button>}
        {!into && deletion && mayRestore(type) && <Button size="xs" loading={restoring.isPending} onClick={() => restoring.mutate()} data-testid="gone-restore">{t("deleted.restore")}</Button>}
        {type.may.create && <Button size="xs" variant="default" onClick={onCopy} data-testid="gone-copy">{t("gone.copy")}</Button>}
        <Button size="xs" variant="default" onClick={onClose} data-testid="gone-close">{t("gone.close")}</Button>
      </Group>
      {error !== undefined && <ErrorState error={error} />}
    </Alert>
  );
}
