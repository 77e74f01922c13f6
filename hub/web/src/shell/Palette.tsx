import { useEffect, useMemo, useState } from "react";
import { Combobox, Modal, Text, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { useCatalogue } from "../data/meta";
import { searchHref } from "../data/search";
import { commandsFor, matching } from "./commands";
import { useFound } from "./useFound";

/// Ctrl K: go anywhere, create anything, find records, by typing.
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const catalogue = useCatalogue().data!;
  const [text, setText] = useState("");
  const [slow] = useDebouncedValue(text.trim(), 120);
  const found = useFound(catalogue, slow);
  const commands = useMemo(() => matching(commandsFor(catalogue, t, i18n.language), text), [catalogue, t, i18n.language, text]);
  const combobox = useCombobox({ opened: true });
  const groups = [
    ...found,
    { label: t("palette.records"), items: slow.length >= 2 ? [{ to: searchHref(slow), text: t("palette.all", { text: slow }), detail: undefined }] : [] },
    { label: t("palette.go"), items: commands.filter((one) => one.group === "go") },
    { label: t("palette.create"), items: commands.filter((one) => one.group === "create") },
  ].filter((group) => group.items.length > 0);
  const count = groups.reduce((sum, group) => sum + group.items.length, 0);
  // Enter takes the first that fits, without an arrow key before it.
  useEffect(() => void combobox.selectFirstOption(), [text, count]); // eslint-disable-line react-hooks/exhaustive-deps
  const go = (to: string) => {
    onClose();
    navigate(to);
  };

  return (
    <Modal opened onClose={onClose} withCloseButton={false} padding={0} yOffset="12vh" centered={false} attributes={{ content: { "aria-label": t("palette.open") } }}>
      <Combobox store={combobox} onOptionSubmit={go} withinPortal={false}>
        <Combobox.EventsTarget withExpandedAttribute>
          <TextInput
            value={text} size="md" variant="unstyled" px="md" placeholder={t("palette.hint")} aria-label={t("palette.hint")}
            leftSection={<IconSearch size={18} aria-hidden />} data-autofocus role="combobox" data-testid="palette-input"
            onChange={(event) => setText(event.currentTarget.value)} onFocus={() => combobox.selectFirstOption()}
            // The list that is always open keeps Escape from the dialog around it.
            onKeyDown={(event) => event.key === "Escape" && onClose()}
          />
        </Combobox.EventsTarget>
        <Combobox.Options aria-label={t("palette.open")} mah={420} p={8} style={{ borderTop: "1px solid var(--line)", overflowY: "auto" }}>
          {groups.map((group) => (
            <Combobox.Group key={group.label} label={group.label}>
              {group.items.map((item) => (
                <Combobox.Option key={item.to + item.text} value={item.to}>
                  <Text size="sm" truncate>{item.text}</Text>
                  {item.detail && <Text size="xs" className="palette-detail">{item.detail}</Text>}
                </Combobox.Option>
              ))}
            </Combobox.Group>
          ))}
          {groups.length === 0 && <Combobox.Empty>{t("palette.empty")}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox>
    </Modal>
  );
}
