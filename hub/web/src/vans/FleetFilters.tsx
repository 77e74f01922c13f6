import { Button, Group, Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatDecimal } from "@common/format";
import { sorts, troubleKinds, type FleetPage, type Sort } from "./fleet";

/// Search, order, and a button for each kind of trouble that some van has.
export function FleetFilters({ page, text, onText, trouble, onTrouble, sort, onSort }: {
  page: FleetPage;
  text: string;
  onText: (text: string) => void;
  trouble: string;
  onTrouble: (trouble: string) => void;
  sort: Sort;
  onSort: (sort: Sort) => void;
}) {
  const { t } = useTranslation();
  const chips = [
    { kind: "any", label: t("fleet.in_trouble"), count: page.in_trouble },
    ...troubleKinds.filter((kind) => page.troubles[kind] > 0 || kind === trouble).map((kind) => ({ kind: kind as string, label: t(`fleet.trouble.${kind}`), count: page.troubles[kind] })),
  ];
  return (
    <>
      <Group gap="sm" mb="sm">
        <TextInput aria-label={t("fleet.search")} placeholder={t("fleet.search")} leftSection={<IconSearch size={16} aria-hidden />} value={text} onChange={(event) => onText(event.currentTarget.value)} maxLength={100} w={260} data-testid="fleet-search" />
        <Select aria-label={t("fleet.sort_by")} data={sorts.map((value) => ({ value, label: t(`fleet.sort.${value}`) }))} value={sort} onChange={(value) => value && onSort(value as Sort)} allowDeselect={false} w={220} data-testid="fleet-sort" />
      </Group>
      <Group gap="xs" mb="md" role="group" aria-label={t("fleet.troubles")}>
        {chips.map(({ kind, label, count }) => (
          <Button
            key={kind} size="compact-md" mih={44} radius="xl" variant={trouble === kind ? "filled" : "default"} aria-pressed={trouble === kind}
            onClick={() => onTrouble(trouble === kind ? "" : kind)} data-testid={`fleet-${kind}`}
          >
            {label} ({formatDecimal(count)})
          </Button>
        ))}
      </Group>
    </>
  );
}
