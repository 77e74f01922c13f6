import { useState } from "react";
import { Alert } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import type { RecordData, TypeMeta } from "@common/meta";
import { listHref } from "../data/meta";
import { useRecord } from "../data/records";
import { isEditable, rareFields } from "../fields/visible";
import { useUnsaved } from "../shell/unsaved";
import { patchOver } from "./conflict";
import { ConflictDialog } from "./ConflictDialog";
import { DraftNotice } from "./DraftNotice";
import { useDraft } from "./drafts";
import { copyOf, isGone, mergedInto, type Handed } from "./gone";
import { GoneNotice } from "./GoneNotice";
import { makePatch } from "./patch";
import { RecordForm } from "./RecordForm";
import { useSave } from "./useSave";

/// Editing begins with one version and stays on it: what arrives live meanwhile is announced, not mixed in. What is typed is
/// kept in this browser until it is saved.
export function EditForm({ type, record, onDone }: { type: TypeMeta; record: RecordData; onDone: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [base] = useState(record);
  const [values, setValues] = useState<Record<string, unknown>>(record);
  const fields = type.fields.filter(isEditable);
  const patch = makePatch(base, values, fields);
  const letGo = useUnsaved(Object.keys(patch).length > 0);
  const draft = useDraft(`${type.path}.${record.id}`, patch, fields, base.version);
  const done = () => {
    letGo();
    draft.forget();
    onDone();
  };
  const { save, busy, error, current, dismiss } = useSave(type.path, fields, done);
  // The page may show it still, as it was read before; a save may be refused before the news arrives.
  const told = useRecord(type.path, record.id).error;
  const refused = isGone(error) ? error : undefined;
  const gone = refused ?? (isGone(told) ? told : undefined);
  const leaveFor = (go: () => void) => {
    letGo();
    draft.forget();
    go();
  };
  const toList = () => leaveFor(() => navigate(listHref(type.path), { replace: true }));
  const copy = () => leaveFor(() => navigate(`/records/${type.path}/new`, { state: { copied: copyOf(type, values), titles: record.titles } satisfies Handed }));
  const unseen = gone === undefined && record.version > base.version && patchOver(base, values, record, fields) === undefined;
  const take = () => {
    setValues((before) => ({ ...before, ...draft.found!.values }));
    draft.dismiss();
  };
  const notice = (
    <>
      {draft.found && <DraftNotice draft={draft.found} version={base.version} onTake={take} onDrop={draft.forget} />}
      {gone !== undefined && <GoneNotice type={type} id={record.id} into={mergedInto(gone)} refused={refused} onRestored={dismiss} onCopy={copy} onClose={toList} />}
      {unseen && <Alert color="attention" icon={<IconUsers />} mb="md" role="status" data-testid="changed-meanwhile">{t("conflict.meanwhile")}</Alert>}
    </>
  );
  return (
    <>
      <RecordForm
        type={type} fields={fields} values={values} titles={record.titles ?? {}} error={refused ? undefined : error} busy={busy} rare={rareFields(type, fields, base)} saveText={t("save")} notice={notice}
        onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
        onSubmit={() => void save(base, patch)} onCancel={gone === undefined ? done : toList}
      />
      {current && (
        <ConflictDialog
          base={base} mine={values} theirs={current} fields={fields} busy={busy} onClose={dismiss}
          onResolve={(chosen, theirs) => void save(theirs, chosen)}
        />
      )}
    </>
  );
}
