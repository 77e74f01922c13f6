import { Group, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TypeMeta } from "@common/meta";
import { useCatalogue } from "../data/meta";
import { DayInput } from "../fields/DayInput";
import { ReferencePicker } from "../fields/ReferencePicker";
import { rememberTitle, titleOf } from "../fields/titles";
import { actionLabel } from "../versions/HistoryTab";
import { filtersOf, logOf, signInActions } from "./audit";
import { useNames } from "../data/useNames";

interface Props {
  params: URLSearchParams;
  onSet: (name: string, value: string | null) => void;
}

/// What the chosen log can be narrowed by: people and types are picked, nobody has to know an id.
export function AuditFilters({ params, onSet }: Props) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data;
  const log = logOf(params);
  const names = filtersOf(log);
  const type = catalogue?.named(params.get("type"));
  const user = params.get("user");
  const titles = useNames(user ? [{ type: "admin.User", id: user }] : []);
  const types = catalogue?.types ?? [];
  const actions = log === "sign-ins"
    ? signInActions.map((value) => ({ value, label: t(`audit.sign_in.${value}`) }))
    : actionsOf(type).map((value) => ({ value, label: catalogue && type ? actionLabel(catalogue, type, value, t) : t(`history.${value}`) }));
  const text = (name: string) => (
    <TextInput label={t(`audit.${name}`)} value={params.get(name) ?? ""} onChange={(event) => onSet(name, event.currentTarget.value.trim() || null)} data-testid={`audit-${name}`} style={narrowest} />
  );
  const select = (name: string, data: { value: string; label: string }[]) => (
    <Select label={t(`audit.${name}`)} searchable clearable value={params.get(name)} onChange={(value) => onSet(name, value)} data={data} data-testid={`audit-${name}`} style={narrowest} />
  );
  return (
    <Group gap="sm" align="flex-end">
      <DayInput label={t("audit.from")} value={params.get("from")} onChange={(day) => onSet("from", day)} data-testid="audit-from" />
      <DayInput label={t("audit.to")} value={params.get("to")} onChange={(day) => onSet("to", day)} data-testid="audit-to" />
      <div style={narrowest}>
        <ReferencePicker
          label={t("audit.user")} type={catalogue?.path("users")} value={user} text={user ? titles[user] ?? titleOf(user, undefined) : ""} clearable data-testid="audit-user"
          onPick={(id, title) => {
            if (id && title) rememberTitle(id, title);
            onSet("user", id);
          }}
        />
      </div>
      {names.includes("type") && select("type", types.map(({ name, label }) => ({ value: name, label })))}
      {names.includes("action") && select("action", actions)}
      {names.includes("field") && type && select("field", type.fields.map(({ name, label }) => ({ value: name, label })))}
      {names.includes("record") && text("record")}
      {text("address")}
    </Group>
  );
}

const narrowest = { flex: "1 1 160px", maxWidth: 320 };

/// What can be done to any record, and to those of the type by its buttons.
const actionsOf = (type: TypeMeta | undefined): string[] => [...new Set(["create", "change", "delete", ...(type?.flow?.actions ?? []).map(({ name }) => name)])];
