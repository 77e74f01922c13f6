import { TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useOwnList } from "../agent/queries";
import type { OwnRow, OwnType } from "../agent/types";
import { momentText } from "../format";
import { Loaded } from "../parts/Loaded";
import { Press } from "../parts/Press";
import { go, ownPath } from "../router";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { isEmpty, labelOf, pluralOf, valueText } from "./words";

const facts = 3;

export function OwnList({ type }: { type: OwnType }) {
  const { t, language } = useText();
  const [search, setSearch] = useState("");
  const query = useOwnList(type.key, search);
  return (
    <Screen
      title={pluralOf(type, language)}
      back={{ path: "#/own", name: t("own.title") }}
      action={type.may_create && (
        <Press look="main" tall icon={<IconPlus aria-hidden />} onClick={() => go(ownPath(type.key, "new"))} data-testid="own-new">
          {t("own.new", { name: labelOf(type, language) })}
        </Press>
      )}
    >
      <div className="page">
        <TextInput label={t("own.search")} value={search} onChange={(event) => setSearch(event.currentTarget.value)} data-testid="own-search" />
        <Loaded query={query}>
          {({ rows, total }) => (
            <>
              {rows.length === 0 && <p className="empty">{search ? t("own.no_match", { text: search }) : t("own.empty")}</p>}
              <div className="rows" data-testid="own-rows">{rows.map((row) => <Row key={row.id} type={type} row={row} />)}</div>
              {total > rows.length && <p className="muted">{t("own.more", { count: total - rows.length })}</p>}
            </>
          )}
        </Loaded>
      </div>
    </Screen>
  );
}

export function Row({ type, row }: { type: OwnType; row: OwnRow }) {
  const { t, language } = useText();
  const wanted = type.columns.length ? type.columns : type.fields.map((field) => field.name);
  const shown = wanted
    .map((name) => type.fields.find((field) => field.name === name))
    .filter((field) => field !== undefined)
    .filter((field) => !isEmpty(row.values[field.name]))
    .map((field) => ({ field, text: valueText(field, row.values[field.name], row.titles[field.name], language, t) }))
    .filter(({ text }) => text !== row.title)
    .slice(0, facts);
  return (
    <a className="row" href={ownPath(type.key, row.id)} data-testid={`own-row-${row.id}`}>
      <span className="row-main">
        <strong>{row.title}</strong>
        <span className="row-words">
          {row.state && <StateName type={type} state={row.state} />}
          {shown.map(({ field, text }) => <span key={field.name}>{labelOf(field, language)}: {text}</span>)}
        </span>
      </span>
      <span className="muted">{momentText(row.changed_at, language)}</span>
    </a>
  );
}

export function StateName({ type, state }: { type: OwnType; state: string }) {
  return <strong>{type.states.find((one) => one.key === state)?.label ?? state}</strong>;
}
