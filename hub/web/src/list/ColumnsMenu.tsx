import { useState } from "react";
import { ActionIcon, Button, Checkbox, Divider, Group, Popover, ScrollArea, SegmentedControl, Stack, Text } from "@mantine/core";
import "@mantine/core/styles/SegmentedControl.css";
import { IconColumns } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TypeMeta } from "@common/meta";
import { ColumnItem } from "./ColumnItem";
import { columnLabel, columnNamed, possibleColumns } from "./columns";
import { moved, placed, sized, toggled, type Column, type Density } from "./preferences";

interface Props {
  type: TypeMeta;
  chosen: Column[];
  density: Density;
  onColumns: (columns: Column[] | undefined) => void;
  onDensity: (density: Density) => void;
}

/// Which columns, in which order, how wide, and how close the rows stand; all of it by keyboard too.
export function ColumnsMenu({ type, chosen, density, onColumns, onDensity }: Props) {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<string>();
  const hidden = possibleColumns(type).filter(({ name }) => !chosen.some((one) => one.name === name));
  return (
    <Popover position="bottom-end" width={340} withinPortal trapFocus shadow="md">
      <Popover.Target>
        <ActionIcon variant="default" size={36} aria-label={t("list.columns")} title={t("list.columns")} data-testid="columns-menu"><IconColumns size={18} /></ActionIcon>
      </Popover.Target>
      <Popover.Dropdown data-testid="columns">
        <Stack gap="xs">
          <SegmentedControl
            fullWidth size="xs" value={density} onChange={(next) => onDensity(next as Density)} aria-label={t("list.density")}
            data={(["normal", "dense"] as const).map((value) => ({ value, label: t(`list.densities.${value}`) }))} data-testid="density"
          />
          <Text size="sm" fw={600}>{t("list.columns_shown")}</Text>
          <ScrollArea.Autosize mah={280} type="auto">
            <ul className="column-items" aria-label={t("list.columns_shown")}>
              {chosen.map((column, index) => (
                <ColumnItem
                  key={column.name} column={column} label={columnLabel(columnNamed(type, column.name)!, t)} first={index === 0} last={index === chosen.length - 1}
                  onHide={() => onColumns(toggled(chosen, column.name))} onMove={(step) => onColumns(moved(chosen, column.name, step))}
                  onWidth={(width) => onColumns(sized(chosen, column.name, width))} onDrag={() => setDragged(column.name)}
                  onDrop={() => dragged && onColumns(placed(chosen, dragged, index))}
                />
              ))}
            </ul>
          </ScrollArea.Autosize>
          {hidden.length > 0 && (
            <>
              <Divider />
              <Text size="sm" fw={600}>{t("list.columns_hidden")}</Text>
              <ScrollArea.Autosize mah={200} type="auto">
                <Stack gap={6}>
                  {hidden.map((field) => (
                    <Checkbox key={field.name} size="sm" checked={false} label={columnLabel(field, t)} onChange={() => onColumns(toggled(chosen, field.name))} data-testid={`column-${field.name}`} />
                  ))}
                </Stack>
              </ScrollArea.Autosize>
            </>
          )}
          <Group justify="flex-end"><Button size="xs" variant="subtle" onClick={() => onColumns(undefined)} data-testid="columns-reset">{t("list.columns_reset")}</Button></Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
