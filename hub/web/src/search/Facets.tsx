import { NavLink, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { listHref, stateLabel, useCatalogue } from "../data/meta";
import { countText, type Answer, type Count } from "../data/search";
import type { TypeMeta } from "@common/meta";

interface Props {
  text: string;
  answer: Answer;
  type: string;
  onType: (path: string) => void;
}

/// How many records there are of each type; of one type also by state and choices.
export function Facets({ text, answer, type, onType }: Props) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data!;
  const chosen = catalogue.path(type);
  return (
    <Stack gap="md" component="nav" aria-label={t("search.types")} style={{ flex: "0 1 220px" }} data-testid="facets">
      <div>
        {chosen && <NavLink component="button" label={t("search.all_types")} onClick={() => onType("")} data-testid="facet-all" />}
        {(answer.types ?? []).map((count) => {
          const one = catalogue.types.find((known) => known.name === count.value);
          if (!one) return null;
          return (
            <NavLink
              key={count.value} component="button" label={one.plural} active={one.path === type} onClick={() => onType(one.path)}
              rightSection={<Text size="sm" c={one.path === type ? undefined : "dimmed"}>{countText(count)}</Text>} data-testid={`facet-${one.path}`}
            />
          );
        })}
      </div>
      {chosen && Object.entries(answer.facets ?? {}).map(([field, counts]) => <Facet key={field} text={text} type={chosen} field={field} counts={counts} />)}
    </Stack>
  );
}

/// A value leads to the list of the type, with the same words and that filter; there, further conditions join it.
function Facet({ text, type, field, counts }: { text: string; type: TypeMeta; field: string; counts: Count[] }) {
  const { t } = useTranslation();
  const meta = type.fields.find((one) => one.name === field);
  const label = (value: string) => (field === "state" ? stateLabel(type, value) : (meta?.choices?.find((one) => one.value === value)?.label ?? value));
  return (
    <div>
      <Text size="sm" fw={600}>{meta?.label ?? t("search.state")}</Text>
      {counts.map((count) => (
        <NavLink
          key={count.value} component={Link} to={`${listHref(type.path)}?${new URLSearchParams({ f: `${field}=${count.value}`, q: text })}`} label={label(count.value)} data-testid={`value-${field}-${count.value}`}
          rightSection={<Text size="sm" c="dimmed">{countText(count)}</Text>}
        />
      ))}
    </div>
  );
}
