import { useEffect, useState } from "react";
import { CloseButton, Combobox, Loader, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSelector } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { TypeMeta } from "@common/meta";
import { inSentence, recordTitle } from "../data/meta";
import { listRecords } from "../data/records";

/// No id looks like this.
const makeNew = "new";

interface Props {
  type: TypeMeta | undefined;
  filter?: string;
  value: string | null;
  text: string;
  label?: string;
  "aria-label"?: string;
  description?: string;
  error?: string;
  required?: boolean;
  readOnly?: boolean;
  clearable?: boolean;
  /// Where nothing is found, a new one can be made.
  offerNew?: boolean;
  name?: string;
  "data-testid"?: string;
  onPick: (id: string | null, title?: string) => void;
}

/// Search as you type among the records of one type.
export function ReferencePicker({ type, filter, value, text, clearable, offerNew, onPick, readOnly, ...shared }: Props) {
  const { t, i18n } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setTyped(null);
    },
  });
  const [search] = useDebouncedValue((typed ?? "").trim(), 200);
  const found = useQuery({
    queryKey: ["list", type?.path, { search, filter, page_size: 20 }, "picker"],
    enabled: combobox.dropdownOpened && type !== undefined,
    queryFn: ({ signal }) => listRecords(type!.path, { search, filter, page_size: 20 }, signal),
  });
  // What was typed is meant for the first that fits: Enter takes it.
  useEffect(() => {
    if (typed && found.data?.items.length) combobox.selectFirstOption();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [found.data]);
  const options = (found.data?.items ?? []).map((record) => ({
    id: record.id,
    title: recordTitle(type, { ...record, titles: found.data?.titles }),
  }));
  const none = found.data !== undefined && !found.isFetching && options.length === 0;
  const pick = (id: string) => {
    combobox.closeDropdown();
    // What is being filled in stays: the missing record is made in a window of its own, and then found here.
    if (id === makeNew) return void open(`/records/${type!.path}/new`, "_blank");
    onPick(id, options.find((option) => option.id === id)?.title);
  };
  const clear = clearable && value && !readOnly && (
    <CloseButton size="sm" aria-label={t("field.clear", { name: shared.label })} onClick={() => onPick(null)} />
  );

  return (
    <Combobox store={combobox} onOptionSubmit={pick} withinPortal>
      <Combobox.Target>
        <TextInput
          {...shared} readOnly={readOnly} value={typed ?? text} autoComplete="off" placeholder={t("field.search_hint")}
          disabled={type === undefined && !readOnly}
          rightSection={found.isFetching ? <Loader size={14} /> : clear || <IconSelector size={16} aria-hidden />}
          onFocus={() => !readOnly && combobox.openDropdown()}
          onClick={() => !readOnly && combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={260} style={{ overflowY: "auto" }} aria-label={shared.label ?? shared["aria-label"]}>
          {options.map((option) => (
            <Combobox.Option key={option.id} value={option.id} active={option.id === value}>{option.title}</Combobox.Option>
          ))}
          {options.length === 0 && <Combobox.Empty>{t(found.isFetching ? "loading" : "field.nothing_found")}</Combobox.Empty>}
          {none && offerNew && type?.may.create && (
            <Combobox.Option value={makeNew} data-testid="picker-new">
              {t("field.new_window", { new: t("record.new", { type: inSentence(type.label, i18n.language) }) })}
            </Combobox.Option>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
