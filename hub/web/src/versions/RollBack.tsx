import { useState } from "react";
import { Button, Group, Modal, Stack, Table, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import type { RecordData, TypeMeta } from "@common/meta";
import { revertRecord, useTouched, type HistoryItem } from "../data/records";
import { plainValue } from "../fields/plain";
import { useUndo } from "../records/useUndo";
import { ScrollX } from "../shell/ScrollX";
import { differencesTo, rollBackPatch } from "./rollBack";

interface Props {
  type: TypeMeta;
  record: RecordData;
  items: HistoryItem[];
  version: number;
}

/// Shows a version beside the present one and brings it back; that is one more change, with its undo.
export function RollBack({ type, record, items, version }: Props) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const touched = useTouched();
  const offerUndo = useUndo(type.path);
  const reverting = useMutation({
    mutationFn: () => revertRecord(type.path, record.id, record.version, version),
    onSuccess: (saved) => {
      void touched(type.path, record.id);
      offerUndo(saved, record, patch);
      setAsking(false);
    },
  });
  const differences = differencesTo(type.fields, record, items, version);
  const patch = rollBackPatch(differences);
  if (differences.length === 0) return null;
  return (
    <>
      <Button size="xs" variant="subtle" mt={4} leftSection={<IconHistory size={14} aria-hidden />} onClick={() => setAsking(true)} data-testid={`version-${version}`}>{t("versions.compare")}</Button>
      {asking && (
        <Modal opened onClose={() => setAsking(false)} size="xl" title={t("versions.title", { version })} closeButtonProps={{ "aria-label": t("close") }}>
          <Stack data-testid="roll-back">
            <ScrollX label={t("versions.title", { version })} minWidth={480}>
              <Table verticalSpacing="sm">
                <Table.Thead><Table.Tr><Table.Th>{t("conflict.field")}</Table.Th><Table.Th>{t("record.version", { version })}</Table.Th><Table.Th>{t("versions.now", { version: record.version })}</Table.Th></Table.Tr></Table.Thead>
                <Table.Tbody>
                  {differences.map(({ field, then, now }) => (
                    <Table.Tr key={field.name}>
                      <Table.Th scope="row">{field.label}{!(field.name in patch) && <Text size="xs" c="dimmed">{t("versions.stays")}</Text>}</Table.Th>
                      <Table.Td className="figures">{plainValue(field, then, record.titles) || t("field.empty")}</Table.Td>
                      <Table.Td className="figures">{plainValue(field, now, record.titles) || t("field.empty")}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </ScrollX>
            {reverting.isError && <ErrorState error={reverting.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setAsking(false)}>{t("cancel")}</Button>
              <Button loading={reverting.isPending} disabled={Object.keys(patch).length === 0} onClick={() => reverting.mutate()} data-testid="roll-back-save">{t("versions.bring_back")}</Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </>
  );
}
