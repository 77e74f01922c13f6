/// What /api/meta/ tells of the types this user may read.
export type FieldKind =
  | "text" | "integer" | "number" | "boolean" | "choice" | "instant" | "date" | "decimal" | "quantity" | "money" | "position"
  | "address" | "person_name" | "recurrence" | "reference" | "about" | "json" | "bytes" | "lines";

export interface Choice {
  value: string;
  label: string;
  /// Of a company's own field, like #2f9e44.
  color?: string;
}

export interface FieldMeta {
  name: string;
  label: string;
  help?: string;
  kind: FieldKind;
  list?: boolean;
  required?: boolean;
  readonly?: boolean;
  /// Set at creation or by rules; never changed afterwards.
  locked?: boolean;
  derived?: boolean;
  secret?: boolean;
  /// The choice that this field is a part of: only one of its parts has a value.
  one_of?: string;
  /// Found out at work: not asked when the record is made.
  later?: boolean;
  /// As JSON text, or the bare name of a choice.
  default?: string;
  widget?: string;
  max_length?: number;
  /// ECMAScript regular expression for the whole text.
  pattern?: string;
  /// A text that has the form of the pattern.
  example?: string;
  minimum?: number | string | null;
  maximum?: number | string | null;
  unit?: string;
  refers?: string | null;
  about?: string[];
  choices?: Choice[];
  indexed?: boolean;
  search?: boolean | string;
  lines?: FieldMeta[];
  /// Made by the company itself; its label by language.
  custom?: boolean;
  translations?: Record<string, string>;
}

export interface FlowAction {
  name: string;
  label: string;
  from: string[];
  to: string;
  may: boolean;
  input?: FieldMeta[];
}

export interface FlowMeta {
  name: string;
  states: { name: string; label: string }[];
  frozen?: string[];
  actions: FlowAction[];
}

export interface TypeMeta {
  name: string;
  area: string;
  path: string;
  label: string;
  plural: string;
  title?: string;
  kind: "document" | "setup" | "owned" | "append_only" | "stream" | "projection";
  icon?: string;
  help?: string;
  owner_field?: string | null;
  columns: string[];
  order_by?: string;
  /// read_all: every record, not only those of his own.
  may: { read_all: boolean; create: boolean; change: boolean; delete: boolean; act: boolean };
  timeline?: boolean;
  fields: FieldMeta[];
  flow?: FlowMeta | null;
  /// Made by the company itself; its labels by language.
  custom?: boolean;
  translations?: Record<string, string> | null;
  plural_translations?: Record<string, string> | null;
}

export interface RecordData {
  id: string;
  version: number;
  state?: string;
  created_at?: string;
  created_by?: string;
  changed_at?: string;
  changed_by?: string;
  tags?: string[];
  titles?: Record<string, string>;
  /// How much of what matters it says; of a single record only.
  completeness?: { percent: number; missing: string[] };
  [field: string]: unknown;
}
