import { useState } from "react";
import { Alert, Badge, Button, Group, Modal, Radio, Stack, Table, Text } from "@mantine/core";
import "@mantine/core/styles/RadioIndicator.css";
import "@mantine/core/styles/Radio.css";
import { IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FieldMeta, RecordData } from "@common/meta";
import { Age } from "@common/components/Age";
import { ScrollX } from "../shell/ScrollX";
import { plainValue } from "../fields/plain";
import { chosenPatch, differences, firstChoices } from "./conflict";

interface Props {
  base: RecordData;
  mine: Record<string, unknown>;
  theirs: RecordData;
  fields: FieldMeta[];
  onResolve: (patch: Record<string, unknown>, current: RecordData) => void;
  onClose: () => void;
}

/// Somebody saved first: both versions side by side, chosen field by field.
export function ConflictDialog({ base, mine, theirs, fields, onResolve, onClose }: Props) {
  const { t } = useTranslation();
  const all = differences(base, mine, theirs, fields);
  const [choices, setChoices] = useState(() => firstChoices(base, all));
  const titles = { ...base.titles, ...theirs.titles };
  return (
    <Modal opened onClose={onClose} size="xl" title={t("conflict.title")} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack gap="md" data-testid="conflict-dialog">
        <Alert color="attention" icon={<IconUsers />}>
          {t("conflict.text")} {theirs.changed_at && <Age at={theirs.changed_at} />}
        </Alert>
        <ScrollX label={t("conflict.title")} minWidth={480}>
          <Table verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("conflict.field")}</Table.Th>
                <Table.Th>{t("conflict.mine")}</Table.Th>
                <Table.Th>{t("conflict.theirs")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {all.map(({ field, clash, ...values }) => (
                <Table.Tr key={field.name}>
                  <Table.Td>
                    <Text fw={600}>{field.label}</Text>
                    {clash && <Badge color="attention" size="sm" tt="none">{t("conflict.both")}</Badge>}
                  </Table.Td>
                  {(["mine", "theirs"] as const).map((side) => (
                    <Table.Td key={side}>
                      <Radio
                        name={`conflict-${field.name}`} checked={choices[field.name] === side} data-testid={`conflict-${field.name}-${side}`}
                        onChange={() => setChoices({ ...choices, [field.name]: side })} label={plainValue(field, values[side], titles) || t("field.empty")}
                      />
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollX>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t("conflict.back")}</Button>
          <Button onClick={() => onResolve(chosenPatch(theirs, all, choices), theirs)} data-testid="conflict-save">{t("conflict.save")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
