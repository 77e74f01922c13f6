import { lazy, Suspense, useState } from "react";
import { Alert, Button, Group } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { RecordData, TypeMeta } from "@common/meta";
import { useDuplicates, useMatchedTypes } from "../data/quality";
import { Reasons } from "./Reasons";

const MergeDialog = lazy(() => import("./MergeDialog").then((module) => ({ default: module.MergeDialog })));

/// Tells that there is probably another record of the same, to those who could merge them.
export function DuplicateNotice({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t } = useTranslation();
  const mayMerge = type.may.change && type.may.delete;
  const matched = useMatchedTypes().data?.some((one) => one.type === type.name) ?? false;
  const found = useDuplicates(type.path, record.id, matched && mayMerge).data?.items[0];
  const [open, setOpen] = useState(false);
  if (!found) return null;
  return (
    <Alert color="attention" icon={<IconUsersGroup />} mb="md" data-testid="duplicate-notice">
      <Group justify="space-between">
        <div>{t("quality.looks_like", { title: found.title })} <Reasons score={found.score} reasons={found.reasons} /></div>
        <Button size="sm" variant="default" onClick={() => setOpen(true)} data-testid="duplicate-compare">{t("quality.compare")}</Button>
      </Group>
      {open && <Suspense fallback={null}><MergeDialog type={type} first={record.id} second={found.id} onClose={() => setOpen(false)} /></Suspense>}
    </Alert>
  );
}
