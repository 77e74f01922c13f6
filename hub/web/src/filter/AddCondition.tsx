import { useState } from "react";
import { Button, Popover } from "@mantine/core";
import { IconFilterPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TypeMeta } from "@common/meta";
import { ConditionForm } from "./ConditionForm";
import type { Condition } from "./filter";

/// One more chip.
export function AddCondition({ type, titles, onAdd }: { type: TypeMeta; titles: Record<string, string>; onAdd: (condition: Condition) => void }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={300} withinPortal trapFocus closeOnClickOutside={false} shadow="md">
      <Popover.Target>
        <Button variant="subtle" leftSection={<IconFilterPlus size={16} aria-hidden />} onClick={() => setOpened(!opened)} data-testid="add-filter">
          {t("list.add_filter")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        {opened && <ConditionForm type={type} titles={titles} onDone={(condition) => { setOpened(false); onAdd(condition); }} />}
      </Popover.Dropdown>
    </Popover>
  );
}
