import { useQuery } from "@tanstack/react-query";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { get } from "@common/api";
import { formatDay, formatInstant, formatMoney, formatQuantity } from "@common/format";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import type { Money, Quantity } from "@common/values";
import { inOwnWords, translated, type Labels } from "./labels";

/// The catalogue of types this user may read, with its look-ups.
export class Catalogue {
  private readonly byPath: Map<string, TypeMeta>;
  private readonly byName: Map<string, TypeMeta>;

  constructor(
    readonly types: TypeMeta[],
    /// The areas that the company works in; none means all.
    private readonly modules: string[] = [],
  ) {
    this.byPath = new Map(types.map((type) => [type.path, type]));
    this.byName = new Map(types.map((type) => [type.name, type]));
  }

  path = (path: string): TypeMeta | undefined => this.byPath.get(path);
  named = (name: string | null | undefined): TypeMeta | undefined => (name ? this.byName.get(name) : undefined);

  /// Whether the type has a place in menus: what belongs to a record, or to a part of the product that is switched off, has none.
  inMenu = (type: TypeMeta): boolean => type.kind !== "owned" && (this.modules.length === 0 || type.area === "admin" || this.modules.includes(type.area));

  /// Types whose rows belong to a record of this type.
  ownedBy(type: TypeMeta): { type: TypeMeta; field: FieldMeta }[] {
    return this.types.flatMap((other) => {
      if (other.kind !== "owned") return [];
      const field = other.fields.find((one) => one.refers === type.name && namesOwner(other, one));
      return field ? [{ type: other, field }] : [];
    });
  }

  /// Types with a field that names records of this type; `alone` where it is their only one. What is owned stands on the
  /// record's own page, what only grows is found on the pages made for it unless people take it
  /// back themselves, as a settlement. Lines count where their list tells whom they name (a contact's accounts);
  /// `name` is what a condition calls it.
  referringTo(type: TypeMeta): { type: TypeMeta; field: FieldMeta; name: string; alone: boolean }[] {
    return this.types.flatMap((other) => {
      const takenBack = other.kind === "append_only" && (other.flow?.actions ?? []).some((action) => action.name === "reverse");
      if (other.kind !== "document" && other.kind !== "setup" && !takenBack) return [];
      const ways = other.fields.flatMap((field) => {
        if (field.kind === "reference" && field.refers === type.name && !field.secret) return [{ field, name: field.name }];
        const naming = other.columns.includes(field.name) ? namingLine(field) : undefined;
        return naming?.refers === type.name ? [{ field, name: `${field.name}.${naming.name}` }] : [];
      });
      return ways.map((way) => ({ type: other, ...way, alone: ways.length === 1 }));
    });
  }

  /// The record to which this one belongs.
  ownerOf(type: TypeMeta, record: RecordData): { type: TypeMeta; id: string } | undefined {
    if (type.kind !== "owned") return undefined;
    const field = type.fields.find((one) => namesOwner(type, one) && typeof record[one.name] === "string");
    const owner = this.named(field?.refers);
    return field && owner && { type: owner, id: record[field.name] as string };
  }
}

/// Whom or what each of a field's lines is about.
export const namingLine = (field: FieldMeta): FieldMeta | undefined =>
  field.kind === "lines" ? field.lines?.find((one) => one.kind === "reference" && one.required) : undefined;

/// owner_field may also name a choice ("document") whose parts are called quote, invoice, ...
const namesOwner = (owned: TypeMeta, field: FieldMeta): boolean =>
  field.kind === "reference" && Boolean(owned.owner_field) && (field.name === owned.owner_field || field.one_of === owned.owner_field);

/// Who reads only visits of his own has the type in his catalogue all the same.
export const maySeeBoard = (catalogue: Catalogue | undefined): boolean => Boolean(catalogue?.path("scheduled-events")?.may.read_all);

export const maySell = (catalogue: Catalogue | undefined): boolean => Boolean(catalogue?.path("deals")?.may.create);

/// Sells, and plans nobody's visits.
export const sellsOnly = (catalogue: Catalogue | undefined): boolean => maySell(catalogue) && !catalogue?.path("scheduled-events")?.may.create;

/// One catalogue per language, made once: components compare it by identity.
const selectors = new Map<string, (answer: MetaAnswer) => Catalogue>();

interface MetaAnswer {
  types: TypeMeta[];
  modules?: string[];
}

function catalogueIn(language: string) {
  const known = selectors.get(language);
  if (known) return known;
  const labels = i18next.getResource(language, "translation", "labels") as Labels | undefined;
  const select = (answer: MetaAnswer) => new Catalogue(inOwnWords(labels ? translated(answer.types, labels) : answer.types, language), answer.modules);
  selectors.set(language, select);
  return select;
}

export function useCatalogue() {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ["meta"],
    queryFn: ({ signal }) => get<MetaAnswer>("/api/meta/", undefined, signal),
    select: catalogueIn(i18n.language),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/// "{number} {summary}" filled from the record; unknown parts vanish. An empty title is what the list names first, or the short id.
export function recordTitle(type: TypeMeta | undefined, record: RecordData): string {
  const pattern = type?.title ?? "{number} {name}";
  // Parts without anything between them are one or the other: a message's subject, or else its text.
  const text = pattern.replace(/(\{[^}]+\})+/g, (parts) => firstOf(parts.slice(1, -1).split("}{"), (name) => titlePart(type, record, name.trim())));
  return text.replace(/\s+/g, " ").trim() || firstNamed(type, record) || shortId(record.id);
}

function firstOf(names: string[], textOf: (name: string) => string): string {
  for (const name of names) {
    const text = textOf(name);
    if (text) return text;
  }
  return "";
}

function firstNamed(type: TypeMeta | undefined, record: RecordData): string | undefined {
  const references = (type?.columns ?? []).filter((name) => type?.fields.some((field) => field.name === name && field.kind === "reference"));
  return references.map((name) => record.titles?.[String(record[name])]).find(Boolean);
}

function titlePart(type: TypeMeta | undefined, record: RecordData, name: string): string {
  const value = name.split(".").reduce<unknown>((from, key) => (from as Record<string, unknown> | undefined)?.[key], record);
  if (value === undefined || value === null) return "";
  const field = type?.fields.find((one) => one.name === name);
  switch (field?.kind) {
    case "choice": return field.choices?.find((choice) => choice.value === value)?.label ?? String(value);
    case "money": return formatMoney(value as Money);
    case "quantity": return formatQuantity(value as Quantity);
    case "instant":
    case "date": return withReadableTimes(String(value));
  }
  if (typeof value === "object") return nameText(value as Record<string, unknown>);
  // A moment may also be of the record's header, such as when it was made.
  const text = name.endsWith("_at") ? withReadableTimes(String(value)) : String(value);
  const title = record.titles?.[text];
  return title === undefined ? (isId(text) ? "" : text) : withReadableTimes(title);
}

/// What the hub wrote as in ISO 8601, in UTC, in the reader's words and zone: a title of the hub's is made for every reader.
export const withReadableTimes = (title: string): string =>
  title
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)/g, (at) => formatInstant(at))
    .replace(/\b(\d{4}-\d\d-\d\d) (\d\d:\d\d)(?![\d:])/g, (_, day: string, time: string) => formatInstant(`${day}T${time}:00Z`))
    .replace(/(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])/g, (day) => formatDay(day));

/// A reference whose title is not at hand says nothing to a person.
const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/// A person's name; other objects have no short text.
const nameText = ({ title, given, family }: Record<string, unknown>): string => [title, given, family].filter((part) => typeof part === "string").join(" ");

export const shortId = (id: string): string => id.slice(-6);

export function stateLabel(type: TypeMeta | undefined, state: string | undefined): string {
  if (!state) return "";
  const text = type?.flow?.states.find((one) => one.name === state)?.label ?? state.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/// A label inside a sentence: English writes common nouns small, German does not. "PDF form" keeps its capitals.
export const inSentence = (label: string, language: string): string =>
  language === "en" && !/^[A-Z]{2}/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;

/// Where a record opens: work orders and imports have a page of their own.
export const recordHref = (path: string, id: string): string =>
  path === "work-orders" ? `/work-orders/${id}` : path === "import-runs" ? `/imports/${id}` : `/records/${path}/${id}`;

export const listHref = (path: string): string => (path === "invoices" ? "/invoices" : `/records/${path}`);
