import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { ProblemError } from "@common/api";
import { send } from "../agent/client";
import { useCustomer } from "../agent/queries";
import type { Customer } from "../agent/types";
import { useDraft } from "../drafts/useDraft";
import { Loaded } from "../parts/Loaded";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { customerPath, go, jobPath } from "../router";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { emptyJob, jobInput, missingOf, type TypedJob } from "./takeOn";

/// A job that a customer asks for on the spot: where, what kind, what for. It is his visit from then on.
export function TakeOn({ account }: { account: string }) {
  const { t } = useText();
  const query = useCustomer(account);
  const name = query.data?.name;
  if (query.data) return <Form key={account} customer={query.data} />;
  return (
    <Screen title={t("take_on.title")} back={{ path: customerPath(account), name: name ?? t("customers.title") }}>
      <Loaded query={query}>{() => null}</Loaded>
    </Screen>
  );
}

function Form({ customer }: { customer: Customer }) {
  const { t } = useText();
  const draft = useDraft<TypedJob>(customer.id, "job", emptyJob(customer));
  const [tried, setTried] = useState(false);
  const { value } = draft;
  const change = (part: Partial<TypedJob>) => draft.set({ ...value, ...part });
  const missing = missingOf(value);
  const saving = useSaving(
    () => send<{ visit: string }>("/api/jobs", jobInput(value), draft.key),
    ({ visit }) => {
      draft.clear();
      say(t("take_on.saved"));
      go(jobPath(visit));
    },
  );
  const submit = () => {
    setTried(true);
    if (missing.length === 0) saving.run(undefined);
  };
  const refused = (name: string): string | undefined =>
    tried && missing.includes(name) ? t("customers.must")
      : saving.error instanceof ProblemError ? saving.error.errors.find((one) => one.field === name)?.text : undefined;
  const here = customer.equipment.filter((one) => one.site === value.site);
  const toggle = (id: string) => change({ equipment: value.equipment.includes(id) ? value.equipment.filter((one) => one !== id) : [...value.equipment, id] });
  return (
    <Screen
      title={t("take_on.for", { name: customer.name })}
      back={{ path: customerPath(customer.id), name: customer.name }}
      action={<Press look="main" tall working={saving.working} disabled={customer.sites.length === 0} onClick={submit} data-testid="take-on-save">{t("take_on.save")}</Press>}
    >
      <form className="page stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        {customer.sites.length === 0 && <Note tone="attention">{t("take_on.no_site")}</Note>}
        {customer.sites.length > 1 && (
          <Choices
            label={t("take_on.site")} error={refused("site")} rows={customer.sites} isOn={(id) => id === value.site} testid="take-on-site"
            onPress={(site) => change({ site, equipment: [] })}
          />
        )}
        <Choices label={t("take_on.kind")} error={refused("job_type")} rows={customer.job_types} isOn={(id) => id === value.job_type} testid="take-on-type" onPress={(job_type) => change({ job_type })} />
        <TextInput
          label={t("take_on.summary")} withAsterisk value={value.summary} maxLength={200} error={refused("summary")} data-testid="take-on-summary"
          onChange={(event) => change({ summary: event.currentTarget.value })}
        />
        <Textarea
          label={t("take_on.description")} value={value.description} rows={3} maxLength={10000} error={refused("description")} data-testid="take-on-description"
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
        {here.length > 0 && <Choices label={t("take_on.equipment")} rows={here} isOn={(id) => value.equipment.includes(id)} testid="take-on-equipment" onPress={toggle} />}
        {draft.dirty && <p className="muted small">{t("common.not_saved_yet")}</p>}
        <Refusal error={saving.error} />
      </form>
    </Screen>
  );
}

function Choices({ label, rows, isOn, onPress, error, testid }: {
  label: string; rows: { id: string; name: string }[]; isOn: (id: string) => boolean; onPress: (id: string) => void; error?: string; testid: string;
}) {
  return (
    <div className="stack">
      <h2>{label}</h2>
      <div className="choices" role="group" aria-label={label} data-testid={testid}>
        {rows.map((row) => (
          <Press key={row.id} look={isOn(row.id) ? "main" : "plain"} aria-pressed={isOn(row.id)} onClick={() => onPress(row.id)}>{row.name}</Press>
        ))}
      </div>
      {error && <Note tone="danger">{error}</Note>}
    </div>
  );
}
