import { useState } from "react";
import { send } from "../agent/client";
import { useOwnRecord, useVisit } from "../agent/queries";
import type { OwnRecord, OwnType, OwnValues } from "../agent/types";
import { useDraft } from "../drafts/useDraft";
import { Loaded } from "../parts/Loaded";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { go, jobPath, ownPath } from "../router";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { OwnInput } from "./OwnInput";
import { changedValues, labelOf, missing, pluralOf } from "./words";

/// A new record; made from a job it refers to that job's customer, site or equipment from the start.
export function NewOwn({ type, visit }: { type: OwnType; visit?: string }) {
  const { t, language } = useText();
  const query = useVisit(visit ?? "", !!visit);
  const title = t("own.new", { name: labelOf(type, language) });
  if (visit && query.data === undefined)
    return <Screen title={title} back={{ path: jobPath(visit), name: t("nav.job") }}><Loaded query={query}>{() => null}</Loaded></Screen>;
  const given = query.data?.own?.find((one) => one.type === type.key)?.given ?? {};
  return (
    <Form
      type={type} title={title} stored={{}} start={given} draftOf={`own-${type.key}-${visit ?? "new"}`}
      back={visit ? { path: jobPath(visit), name: query.data?.number ?? t("nav.job") } : { path: ownPath(type.key), name: pluralOf(type, language) }}
      save={(values, key) => send<OwnRecord>(`/api/own/${type.key}`, values, key)}
      done={(record) => go(visit ? jobPath(visit) : ownPath(type.key, record.id))}
    />
  );
}

export function ChangeOwn({ type, id }: { type: OwnType; id: string }) {
  const query = useOwnRecord(type.key, id);
  const back = { path: ownPath(type.key, id), name: query.data?.title ?? "" };
  if (query.data === undefined)
    return <Screen title={type.label} back={back}><Loaded query={query}>{() => null}</Loaded></Screen>;
  return (
    <Form
      type={type} title={query.data.title} stored={query.data.values} start={query.data.values} titles={query.data.titles}
      draftOf={`own-${id}`} back={back}
      save={(values, key) => send<OwnRecord>(`/api/own/${type.key}/${id}`, values, key)}
      done={() => go(ownPath(type.key, id))}
    />
  );
}

function Form({ type, title, stored, start, titles = {}, draftOf, back, save, done }: {
  type: OwnType;
  title: string;
  stored: OwnValues;
  start: OwnValues;
  titles?: Record<string, string>;
  draftOf: string;
  back: { path: string; name: string };
  save: (values: OwnValues, key: string) => Promise<OwnRecord>;
  done: (record: OwnRecord) => void;
}) {
  const { t, language } = useText();
  const draft = useDraft<OwnValues>(draftOf, "form", start);
  const [tried, setTried] = useState(false);
  const saving = useSaving(
    (values: OwnValues) => save(values, draft.key),
    (record) => {
      draft.clear();
      say(t("own.saved"));
      done(record);
    },
  );
  const lacking = missing(type, draft.value, language);
  const submit = () => {
    setTried(true);
    if (lacking.length === 0) saving.run(changedValues(stored, draft.value));
  };
  return (
    <Screen
      title={title} back={back}
      action={<Press look="main" tall working={saving.working} onClick={submit} data-testid="own-save">{t("own.save")}</Press>}
    >
      <form className="page stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        {type.fields.filter((field) => field.may_change).map((field) => (
          <OwnInput
            key={field.name} type={type} field={field} value={draft.value[field.name] ?? null} title={titles[field.name]}
            set={(value) => draft.set({ ...draft.value, [field.name]: value })}
          />
        ))}
        {draft.dirty && <p className="muted small">{t("common.not_saved_yet")}</p>}
        {tried && lacking.length > 0 && <Note tone="danger" live="assertive" testid="own-missing">{t("own.must", { names: lacking.join(", ") })}</Note>}
        <Refusal error={saving.error} />
      </form>
    </Screen>
  );
}
