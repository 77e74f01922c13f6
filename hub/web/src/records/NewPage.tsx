import { useState } from "react";
import { useQueries } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate, useParams, useSearchParams } from "react-router-dom";
import { place } from "@common/format";
import type { FieldMeta } from "@common/meta";
import { todayIn } from "@common/zone";
import { inSentence, listHref, recordHref, recordTitle, useCatalogue } from "../data/meta";
import { createRecord, recordQuery, useTouched } from "../data/records";
import { isAskedFirst, isEmpty, rareFields } from "../fields/visible";
import { firstOfRequest, isAddressed } from "../privacy/privacy";
import NotFoundPage from "../shell/NotFoundPage";
import { Page } from "../shell/Page";
import { useUnsaved } from "../shell/unsaved";
import { DraftNotice } from "./DraftNotice";
import { useDraft } from "./drafts";
import { firstValues, givenBy, type Given } from "./firstValues";
import type { Handed } from "./gone";
import { filled, makePatch } from "./patch";
import { RecordForm } from "./RecordForm";

/// A new record; the address may bring first values (`?account=<id>`).
export default function NewPage() {
  const { path = "" } = useParams();
  const type = useCatalogue().data?.path(path);
  return type?.may.create ? <TypedNew key={path} path={path} /> : <NotFoundPage />;
}

function TypedNew({ path }: { path: string }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const touched = useTouched();
  const [params] = useSearchParams();
  const [{ copied = {}, titles: copiedTitles }] = useState((useLocation().state ?? {}) as Handed);
  const catalogue = useCatalogue().data!;
  const type = catalogue.path(path)!;
  const given = givenBy(type, (name) => params.get(name));
  // A choice among what one may not read would be an empty one.
  const canFill = (field: FieldMeta) => (isAskedFirst(field, type.kind === "owned") || isAddressed(path, field)) && (field.required || !field.refers || catalogue.named(field.refers) !== undefined);
  const fields = type.fields.filter((field) => canFill(field) || given.some((one) => one.field === field) || !isEmpty(copied[field.name]));
  const titles = { ...copiedTitles, ...useTitles(given) };
  const [begin] = useState<Record<string, unknown>>(() => ({
    ...firstValues(fields, place().zone),
    ...(path === "privacy-requests" && firstOfRequest(todayIn(place().zone))),
    ...Object.fromEntries(given.map(({ field, value }) => [field.name, value])),
  }));
  const [values, setValues] = useState<Record<string, unknown>>({ ...begin, ...copied });
  const typed = makePatch(begin, values, fields);
  const letGo = useUnsaved(Object.keys(typed).length > 0);
  // A record that is about another has a draft of its own.
  const draft = useDraft(`${path}.new${given.map(({ id }) => `.${id}`).join("")}`, typed, fields);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const record = await createRecord(path, filled(values));
      void touched(path, record.id);
      letGo();
      draft.forget();
      const owner = catalogue.ownerOf(type, record);
      // A line is made for its document: back to where one came from, or else to the document.
      if (owner && (history.state as { idx?: number } | null)?.idx) navigate(-1);
      else navigate(owner ? recordHref(owner.type.path, owner.id) : recordHref(path, record.id), { replace: true });
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  const cancel = () => {
    letGo();
    draft.forget();
    navigate(-1);
  };
  const take = () => {
    setValues((before) => ({ ...before, ...draft.found!.values }));
    draft.dismiss();
  };
  const title = t("record.new", { type: inSentence(type.label, i18n.language) });
  return (
    <Page title={title} crumbs={[{ text: type.plural, to: listHref(path) }, { text: title }]}>
      <RecordForm
        type={type} notice={draft.found && <DraftNotice draft={draft.found} onTake={take} onDrop={draft.forget} />}
        fields={fields} values={values} titles={titles} error={error} busy={busy} begin rare={rareFields(type, fields, { ...begin, ...copied })} saveText={t("record.create", { type: inSentence(type.label, i18n.language) })}
        onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))} onSubmit={() => void save()} onCancel={cancel}
      />
    </Page>
  );
}

/// What the records are called that the address names.
function useTitles(given: Given[]): Record<string, string> {
  const catalogue = useCatalogue().data!;
  return useQueries({
    queries: given.map(({ refers, id }) => ({ ...recordQuery(catalogue.named(refers)?.path ?? "", id), enabled: catalogue.named(refers) !== undefined })),
    combine: (answers) => Object.fromEntries(given.flatMap(({ refers, id }, index) => {
      const record = answers[index]?.data;
      return record ? [[id, recordTitle(catalogue.named(refers), record)]] : [];
    })),
  });
}
