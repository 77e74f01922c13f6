import { Textarea, TextInput } from "@mantine/core";
import { ProblemError } from "@common/api";
import { useState } from "react";
import { send } from "../agent/client";
import type { Customer } from "../agent/types";
import { useDraft } from "../drafts/useDraft";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { customerPath, go } from "../router";
import { Screen } from "../shell/Screen";
import { useText } from "../text";

const empty = {
  kind: "person" as "person" | "company",
  name: "", given: "", family: "", line1: "", postal_code: "", city: "", phone: "", mail: "", access_notes: "",
};
type Typed = typeof empty;

const required = ["name", "line1", "city"] as const;

/// What goes to the agent; what is empty stays away.
export function inputOf(typed: Typed): object {
  const text = (value: string) => value.trim() || undefined;
  const contact = { given: text(typed.given), family: text(typed.family) };
  return {
    kind: typed.kind,
    name: typed.name.trim(),
    address: { line1: text(typed.line1), postal_code: text(typed.postal_code), city: text(typed.city) },
    ...(typed.kind === "company" && (contact.given || contact.family) ? { contact } : {}),
    phone: text(typed.phone), mail: text(typed.mail), access_notes: text(typed.access_notes),
  };
}

/// Who was met on the road: name and place, and how to reach him.
export function NewCustomer() {
  const { t } = useText();
  const draft = useDraft<Typed>("customer", "new", empty);
  const [tried, setTried] = useState(false);
  const saving = useSaving(
    (typed: Typed) => send<Customer>("/api/customers", inputOf(typed), draft.key),
    (made) => {
      draft.clear();
      say(t("customers.saved", { name: made.name }));
      go(customerPath(made.id));
    },
  );
  const { value } = draft;
  const refused = (name: string): string | undefined =>
    saving.error instanceof ProblemError ? saving.error.errors.find((one) => one.field === name || one.field.endsWith(`.${name}`) || one.field.startsWith(`${name}.`))?.text : undefined;
  const field = (name: keyof Typed, label: string, more: object = {}) => ({
    label,
    value: value[name],
    withAsterisk: (required as readonly string[]).includes(name),
    error: tried && (required as readonly string[]).includes(name) && !value[name].trim() ? t("customers.must") : refused(name),
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => draft.set({ ...value, [name]: event.currentTarget.value }),
    "data-testid": `customer-${name}`,
    ...more,
  });
  const submit = () => {
    setTried(true);
    if (required.every((name) => value[name].trim())) saving.run(value);
  };
  return (
    <Screen
      title={t("customers.new")}
      back={{ path: customerPath(), name: t("customers.title") }}
      action={<Press look="main" tall working={saving.working} onClick={submit} data-testid="customer-save">{t("customers.save")}</Press>}
    >
      <form className="page stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <div className="choices" role="group" aria-label={t("customers.kind")}>
          {(["person", "company"] as const).map((kind) => (
            <Press key={kind} look={value.kind === kind ? "main" : "plain"} aria-pressed={value.kind === kind} onClick={() => draft.set({ ...value, kind })} data-testid={`customer-kind-${kind}`}>
              {t(`customers.${kind}`)}
            </Press>
          ))}
        </div>
        <TextInput {...field("name", t(value.kind === "person" ? "customers.name" : "customers.company_name"))} autoComplete="off" />
        {value.kind === "company" && (
          <div className="line">
            <TextInput className="grow" {...field("given", t("customers.given"))} />
            <TextInput className="grow" {...field("family", t("customers.family"))} />
          </div>
        )}
        <TextInput {...field("line1", t("customers.line1"))} />
        <div className="line">
          <TextInput {...field("postal_code", t("customers.postal_code"))} data-keys="number" data-letters="yes" />
          <TextInput className="grow" {...field("city", t("customers.city"))} />
        </div>
        <div className="line">
          <TextInput className="grow" {...field("phone", t("customers.phone"))} inputMode="tel" data-keys="number" data-letters="yes" />
          <TextInput className="grow" {...field("mail", t("customers.mail"))} inputMode="email" />
        </div>
        <Textarea {...field("access_notes", t("customers.access_notes"))} rows={2} />
        {draft.dirty && <p className="muted small">{t("common.not_saved_yet")}</p>}
        <Refusal error={saving.error} />
      </form>
    </Screen>
  );
}
