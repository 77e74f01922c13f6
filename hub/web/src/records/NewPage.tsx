import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router-dom";
import { place } from "@common/format";
import { inSentence, listHref, recordHref, useCatalogue } from "../data/meta";
import { createRecord, useTouched } from "../data/records";
import { isAskedFirst } from "../fields/visible";
import NotFoundPage from "../shell/NotFoundPage";
import { Page } from "../shell/Page";
import { firstValues } from "./firstValues";
import { filled } from "./patch";
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
  const type = useCatalogue().data!.path(path)!;
  const fields = type.fields.filter(isAskedFirst);
  const [values, setValues] = useState<Record<string, unknown>>(() => ({
    ...firstValues(fields, place().zone),
    ...Object.fromEntries([...params].filter(([name]) => fields.some((field) => field.name === name && field.kind === "reference"))),
  }));
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const record = await createRecord(path, filled(values));
      touched(path, record.id);
      navigate(recordHref(path, record.id), { replace: true });
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  const title = t("record.new", { type: inSentence(type.label, i18n.language) });
  return (
    <Page title={title} crumbs={[{ text: type.plural, to: listHref(path) }, { text: title }]}>
      <RecordForm
        fields={fields} values={values} titles={{}} error={error} busy={busy} saveText={t("record.create", { type: inSentence(type.label, i18n.language) })}
        onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))} onSubmit={() => void save()} onCancel={() => navigate(-1)}
      />
    </Page>
  );
}
