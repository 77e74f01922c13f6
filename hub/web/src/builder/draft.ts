import type { RecordData } from "@common/meta";
import { kindNamed } from "./kinds";

/// A label in the two languages of the app. The hub keeps the English one as the label, or the German one where it is alone.
export interface Words {
  en: string;
  de: string;
}

export interface DraftChoice {
  line?: string;
  /// Of a choice that is saved, by which records hold it.
  fixed?: boolean;
  key: string;
  label: string;
  color: string;
}

export interface DraftGrant {
  line?: string;
  role: string;
  change: boolean;
}

/// A field as it is being built; `client` is its name on this page for as long as it is open.
export interface DraftField {
  client: string;
  id?: string;
  version?: number;
  retired: boolean;
  key: string;
  /// The key no longer follows the label.
  keyTyped: boolean;
  label: Words;
  kind: string;
  help: string;
  required: boolean;
  unique: boolean;
  searchable: boolean;
  personal: boolean;
  choices: DraftChoice[];
  refers: string;
  begins: string;
  minimum: string;
  maximum: string;
  length: string;
  unit: string;
  /// Empty: everybody who sees the record.
  grants: DraftGrant[];
}

export interface DraftState {
  line?: string;
  key: string;
  label: string;
  frozen: boolean;
}

export interface DraftMove {
  line?: string;
  action: string;
  label: string;
  from: string[];
  to: string;
  /// Empty: everybody who may change the record.
  roles: string[];
}

export interface TypeGrant {
  line?: string;
  role: string;
  read: boolean;
  create: boolean;
  change: boolean;
  delete: boolean;
  where?: string;
}

/// A record type of the company's own.
export interface DraftType {
  id?: string;
  version?: number;
  state: string;
  key: string;
  keyTyped: boolean;
  label: Words;
  plural: Words;
  help: string;
  icon: string;
  title: string;
  inVans: boolean;
  columns: string[];
  states: DraftState[];
  moves: DraftMove[];
  grants: TypeGrant[];
}

/// All that one save makes true. `type` is missing where fields are added to a delivered type.
export interface Draft {
  /// crm.Account; of an own type not made yet it follows the key.
  of: string;
  type?: DraftType;
  fields: DraftField[];
}

let made = 0;
export const newClient = (): string => `new${++made}`;

export const emptyField = (kind: string): DraftField => ({
  client: newClient(), retired: false, key: "", keyTyped: false, label: { en: "", de: "" }, kind, help: "", required: false, unique: false,
  searchable: kind === "text", personal: ["phone", "email"].includes(kind), choices: [], refers: "", begins: "", minimum: "", maximum: "", length: "", unit: "", grants: [],
});

/// Who works with it at first; the builder shows it and it can be changed before anything is saved.
const firstGrants: TypeGrant[] = [
  { role: "dispatcher", read: true, create: true, change: true, delete: true },
  { role: "technician", read: true, create: true, change: true, delete: false },
];

export const emptyType = (): DraftType => ({
  state: "new", key: "", keyTyped: false, label: { en: "", de: "" }, plural: { en: "", de: "" }, help: "", icon: "puzzle", title: "", inVans: false, columns: [], states: [], moves: [], grants: firstGrants,
});

type Line = Record<string, unknown>;

const text = (value: unknown): string => (value === undefined || value === null ? "" : String(value));
const lines = (value: unknown): Line[] => (Array.isArray(value) ? (value as Line[]) : []);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const lineOf = (line: Line) => (typeof line.line === "string" ? { line: line.line } : {});

function wordsOf(record: RecordData, name: "label" | "plural"): Words {
  const said = (language: string) => text(lines(record.translations).find((one) => one.language === language)?.[name]);
  return { en: said("en") || text(record[name]), de: said("de") };
}

export function fieldOf(record: RecordData): DraftField {
  return {
    client: record.id, id: record.id, version: record.version, retired: record.state === "retired", key: text(record.key), keyTyped: true, label: wordsOf(record, "label"),
    kind: text(record.kind), help: text(record.help), required: record.required === true, unique: record.unique === true, searchable: record.searchable === true,
    personal: record.personal === true, refers: text(record.refers), begins: text(record.default_value), minimum: text(record.minimum), maximum: text(record.maximum),
    length: text(record.max_length), unit: text(record.unit),
    choices: lines(record.choices).map((one) => ({ ...lineOf(one), fixed: true, key: text(one.key), label: text(one.label), color: text(one.color) })),
    grants: lines(record.grants).map((one) => ({ ...lineOf(one), role: text(one.role), change: one.change === true })),
  };
}

export function typeOf(record: RecordData): DraftType {
  return {
    id: record.id, version: record.version, state: text(record.state), key: text(record.key), keyTyped: true, label: wordsOf(record, "label"), plural: wordsOf(record, "plural"),
    help: text(record.help), icon: text(record.icon) || "puzzle", title: text(record.title), inVans: record.in_vans === true, columns: texts(record.columns),
    states: lines(record.states).map((one) => ({ ...lineOf(one), key: text(one.key), label: text(one.label), frozen: one.frozen === true })),
    moves: lines(record.moves).map((one) => ({ ...lineOf(one), action: text(one.action), label: text(one.label), from: texts(one.from), to: text(one.to), roles: texts(one.roles) })),
    grants: lines(record.grants).map((one) => ({
      ...lineOf(one), role: text(one.role), read: one.read === true, create: one.create === true, change: one.change === true, delete: one.delete === true, ...(one.where ? { where: text(one.where) } : {}),
    })),
  };
}

const spoken = ({ en, de }: Words): string => en.trim() || de.trim();

/// The German words beside the label; nothing where they are the label.
function translations(record: RecordData | undefined, label: Words, plural?: Words): Line[] {
  const known = lines(record?.translations).filter((one) => one.language !== "en" && (one.language !== "de" || label.de.trim()));
  if (!label.de.trim()) return known;
  const german = { language: "de", label: label.de.trim(), ...(plural?.de.trim() && { plural: plural.de.trim() }) };
  return known.some((one) => one.language === "de") ? known.map((one) => (one.language === "de" ? { ...lineOf(one), ...german } : one)) : [...known, german];
}

/// The record that the hub is to hold; null clears. `before` is the one it holds.
export function fieldBody(field: DraftField, of: string, order: number, before?: RecordData): Record<string, unknown> {
  const { may } = kindNamed(field.kind);
  const choices = may.choices ? field.choices.map(({ line, key, label, color }) => ({ ...(line && { line }), key, label: label.trim(), ...(color && { color }) })) : [];
  return {
    of_type: of, key: field.key, label: spoken(field.label), translations: translations(before, field.label), kind: field.kind, help: field.help.trim() || null,
    required: field.required, unique: Boolean(may.unique) && field.unique, searchable: field.searchable, personal: field.personal, choices, refers: (may.refers && field.refers) || null,
    default_value: (may.begins && field.begins) || null, minimum: (may.range && field.minimum) || null, maximum: (may.range && field.maximum) || null,
    max_length: (may.length && Number(field.length)) || null, unit: (may.unit && field.unit.trim()) || null, order, grants: field.grants,
  };
}

export function typeBody(type: DraftType, before?: RecordData): Record<string, unknown> {
  return {
    key: type.key, label: spoken(type.label), plural: spoken(type.plural) || null, translations: translations(before, type.label, type.plural), help: type.help.trim() || null, icon: type.icon || null,
    title: type.title.trim() || null, in_vans: type.inVans, columns: type.columns, states: type.states.map((one) => ({ ...one, label: one.label.trim() })),
    moves: type.moves.map((one) => ({ ...one, label: one.label.trim() })), grants: type.grants,
  };
}

export const ownName = (key: string): string => `own.${key}`;
export const ownPath = (key: string): string => `own-${key.replaceAll("_", "-")}`;
