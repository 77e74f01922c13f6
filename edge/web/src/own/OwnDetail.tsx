import { IconPencil } from "@tabler/icons-react";
import { send } from "../agent/client";
import { useOwnRecord } from "../agent/queries";
import type { OwnRecord, OwnType } from "../agent/types";
import { makeKey } from "../drafts/useDraft";
import { Loaded } from "../parts/Loaded";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { go, ownPath } from "../router";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { StateName } from "./OwnList";
import { labelOf, pluralOf, valueText } from "./words";

export function OwnDetail({ type, id }: { type: OwnType; id: string }) {
  const { t, language } = useText();
  const query = useOwnRecord(type.key, id);
  return (
    <Screen
      title={query.data?.title ?? labelOf(type, language)}
      back={{ path: ownPath(type.key), name: pluralOf(type, language) }}
      action={type.may_change && query.data && (
        <Press look="main" tall icon={<IconPencil aria-hidden />} onClick={() => go(ownPath(type.key, id, "change"))} data-testid="own-change">
          {t("own.edit")}
        </Press>
      )}
    >
      <Loaded query={query}>{(record) => <Facts type={type} record={record} />}</Loaded>
    </Screen>
  );
}

function Facts({ type, record }: { type: OwnType; record: OwnRecord }) {
  const { t, language } = useText();
  const saving = useSaving(
    (action: string) => send(`/api/own/${type.key}/${record.id}/${action}`, {}, makeKey()),
    (_out, action) => say(t("own.moved", { move: type.moves.find((move) => move.action === action)?.label ?? action })),
  );
  return (
    <div className="page">
      {record.is_waiting && <Note tone="plain">{t("own.waiting")}</Note>}
      <dl className="facts">
        {record.state && <div><dt>{t("own.state")}</dt><dd data-testid="own-state"><StateName type={type} state={record.state} /></dd></div>}
        {type.fields.map((field) => (
          <div key={field.name}>
            <dt>{labelOf(field, language)}</dt>
            <dd className="pre" data-testid={`own-value-${field.name}`}>
              {valueText(field, record.values[field.name], record.titles[field.name], language, t) || <span className="muted">{t("own.not_set")}</span>}
            </dd>
          </div>
        ))}
      </dl>
      {record.moves.length > 0 && (
        <div className="choices">
          {type.moves.filter((move) => record.moves.includes(move.action)).map((move) => (
            <Press key={move.action} working={saving.working && saving.input === move.action} onClick={() => saving.run(move.action)} data-testid={`own-move-${move.action}`}>
              {move.label}
            </Press>
          ))}
        </div>
      )}
      <Refusal error={saving.error} />
    </div>
  );
}
