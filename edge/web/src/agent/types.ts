/// What the van's agent answers; field for field the "Van" part of the HTTP contract.

export interface Position {
  latitude: number;
  longitude: number;
  accuracy_m?: number;
  at?: string;
}

export interface Safety {
  id: string;
  state: "running" | "fired";
  started: string;
  due: string;
  minutes: number;
  /// The office has heard of it, so that it would call for help.
  known: boolean;
  visit: string | null;
}

export interface Status {
  device: string | { id?: string; serial?: string; name?: string };
  technician: { id: string; name: string } | null;
  /// Whether the page may be seen: a PIN opens it, or somebody has to sign on.
  screen?: "open" | "locked" | "sign_on";
  /// Signed on, in the order in which they did; a driver without PIN need not.
  crew?: { id: string; name: string; is_active: boolean }[];
  asks_pin?: boolean;
  /// Asked by a phone of the crew, which has a person of its own.
  is_phone?: boolean;
  lock_after_minutes?: number;
  /// When the next visit of today begins.
  next_at?: string | null;
  company: string | { name: string };
  now: string;
  zone?: string;
  position: Position | null;
  gps: "ok" | "no_position" | "missing";
  /// Whether positions of who drives are recorded while he works; null while nobody does.
  following?: { recorded: boolean; why: "agreed" | "not_refused" | "refused" | "not_agreed" } | null;
  sync: {
    online: boolean;
    waiting: number;
    waiting_since: string | null;
    refused: number;
    last_contact_at: string | null;
  };
  /// Of who works alone and is looked after.
  safety?: Safety | null;
  storage: { used_percent: number; level: "ok" | "warn" | "full" | "none"; text: string | null };
  version: string;
}

/// Somebody who may work in this van.
export interface Person {
  id: string;
  name: string;
  is_driver: boolean;
  is_signed_on: boolean;
  is_active: boolean;
  asks_pin: boolean;
  wait_seconds: number;
}

export interface Move {
  action: string;
  label: string;
}

export interface Proposal {
  kind: string;
  visit: string;
  since: string;
}

export interface Address {
  line1?: string;
  postal_code?: string;
  city?: string;
}

export interface Card {
  id: string;
  work_order: string;
  number: string;
  summary: string;
  state: string;
  start: string;
  end: string;
  account_name?: string | null;
  site_name?: string | null;
  address?: Address | null;
  position?: Position | null;
  access_notes?: string | null;
  hazards?: string | string[] | null;
  phone?: string | null;
  contact_name?: string | null;
  job_type?: string | null;
  priority?: string | null;
  eta?: string | null;
  travel_minutes?: number | null;
  proposal?: Omit<Proposal, "visit"> | null;
  moves: Move[];
  waiting?: boolean;
}

export interface Today {
  day: string;
  visits: Card[];
  next: Card[];
}

export type QuestionKind =
  | "tick" | "choice" | "number" | "text" | "photo" | "reading" | "signature";

export type AnswerValue = string | number | boolean | null;

export interface Question {
  key: string;
  label: string;
  kind: QuestionKind;
  required?: boolean;
  choices?: (string | { value: string; label: string })[] | null;
  low?: string | number | null;
  high?: string | number | null;
  unit?: string | null;
  value: AnswerValue;
}

export interface Checklist {
  id: string;
  name: string;
  required_open: number;
  questions: Question[];
}

export interface PlannedPart {
  line: string;
  product: string;
  code: string;
  name: string;
  quantity: string | number;
  unit?: string | null;
  reserved?: boolean | string | number;
}

export interface UsedPart {
  id: string;
  product: string;
  code: string;
  name: string;
  quantity: string | number;
  unit?: string | null;
  at: string;
}

export interface TimeEntry {
  id: string;
  activity: string;
  start: string;
  end: string | null;
  minutes: number | null;
}

export interface Paper {
  id: string;
  template?: string;
  name: string;
  state: string;
  pages: number;
  signed_by: string | null;
  signed_at: string | null;
}

export interface Visit extends Card {
  notes: { id: string; at: string; by: string; text: string }[];
  equipment: {
    id: string;
    name: string;
    manufacturer?: string | null;
    model?: string | null;
    serial?: string | null;
    installed_at?: string | null;
    place?: string | null;
  }[];
  history: { number: string; summary: string; completed_at: string; resolution?: string | null }[];
  /// One or several lists; the agent may send a single object.
  checklist: Checklist[] | Checklist | null;
  parts: { planned: PlannedPart[]; used: UsedPart[] };
  time: { running: { activity: string; start: string } | null; entries: TimeEntry[] };
  photos: { id: string; sha256: string; size: number; at: string; note?: string | null; here: boolean }[];
  documents: VisitFile[];
  papers: Paper[];
  available_papers: { template: string; name: string }[];
  events: { kind: string; at: string; text?: string | null }[];
  completion: { ready: boolean; missing: { text: string; go: string }[] };
  /// Records of the company's own types that lead here; `given` is what a new one refers to.
  own?: { type: string; total: number; rows: OwnRow[]; given: OwnValues }[];
  /// Missing from an agent of before it billed.
  bill?: { invoice: string | null; open: Money | null; paid: Money | null; quotes: number; can_issue?: boolean };
}

/// A file of the office's; `here`: its bytes are in the van.
export interface VisitFile {
  id: string;
  name: string;
  of: "job" | "equipment" | "site" | "customer";
  sha256: string;
  size: number;
  mime: string;
  at: string;
  here: boolean;
}

export type OwnValue = string | number | boolean | null | { [part: string]: string | number };
export type OwnValues = Record<string, OwnValue>;
type Translations = Record<string, { label: string; plural?: string }>;

/// A field of a record type that the company made itself.
export interface OwnField {
  name: string;
  label: string;
  translations: Translations;
  kind: string;
  widget: string;
  required: boolean;
  may_change: boolean;
  help: string;
  unit: string;
  refers: string;
  choices: { key: string; label: string }[];
  max_length?: number;
}

export interface OwnType {
  key: string;
  label: string;
  plural: string;
  translations: Translations;
  help: string;
  columns: string[];
  may_create: boolean;
  may_change: boolean;
  fields: OwnField[];
  states: { key: string; label: string }[];
  moves: { action: string; label: string; to: string }[];
}

export interface OwnRow {
  id: string;
  title: string;
  state: string | null;
  changed_at: string;
  values: OwnValues;
  /// What references lead to, in words.
  titles: Record<string, string>;
}

export interface OwnRecord extends OwnRow {
  is_waiting: boolean;
  moves: string[];
}

export interface StockItem {
  product: string;
  code: string;
  name: string;
  barcodes?: string[];
  on_hand: string | number;
  reserved: string | number;
  unit?: string | null;
}

export interface Stock {
  items: StockItem[];
  reasons: { id: string; label: string }[];
}

export interface Operation {
  sequence: number;
  at: string;
  command: string;
  text: string;
  state: "waiting" | "sent" | "applied" | "refused" | "conflict";
  reason: string | null;
  /// Of what a bill is made.
  money?: boolean;
  /// What became of it at the office, where both sides disagreed.
  decision?: { state: string; choice: string | null; billing: string | null; decided_at: string | null; remark: string | null } | null;
}

/// The technician's own day, and what is only in this van.
export interface Day {
  day: string;
  state: "none" | "open" | "closing" | "closed" | "reopened";
  closed_at: string | null;
  unsent_money: number;
  unsent_reason: string | null;
  unsent: number;
  money: number;
  money_since: string | null;
}

export interface Sync {
  online: boolean;
  waiting: number;
  waiting_since: string | null;
  money_waiting?: number;
  money_since?: string | null;
  operations: Operation[];
  last_contact_at: string | null;
  blobs_waiting: number;
  bytes_waiting: number;
  epoch?: number | string;
  cursors?: Record<string, number>;
}

export type LiveMessage =
  | { type: "changed"; records?: unknown[] }
  | ({ type: "status" } & Status)
  | ({ type: "proposal" } & Proposal)
  | { type: "proposal_withdrawn"; visit?: string }
  | ({ type: "button" } & ButtonPress);

/// What a press of the van's own button did.
export interface ButtonPress {
  result: "on_my_way" | "already" | "nothing_due" | "refused";
  visit?: string;
  text?: string;
}

export function checklistsOf(visit: Pick<Visit, "checklist">): Checklist[] {
  if (!visit.checklist) return [];
  return Array.isArray(visit.checklist) ? visit.checklist : [visit.checklist];
}

// ---- customers, quotes, bills

export interface Money {
  amount: string;
  currency: string;
}

export interface CustomerRow {
  id: string;
  name: string;
  kind: "company" | "person" | "";
  city?: string | null;
  phone: string | null;
  waiting: boolean;
}

export interface Customer extends CustomerRow {
  state: string;
  mail: string | null;
  sites: { id: string; name: string; address: Address & { country?: string }; position: Position | null; access_notes: string | null }[];
  contacts: { id: string; name: string; phone: string | null; mail: string | null }[];
  equipment: { id: string; site: string; name: string }[];
  job_types: { id: string; name: string; minutes: number }[];
  visits: { id: string; number: string; summary: string; start: string; state: string }[];
  quotes: QuoteRow[];
}

export interface PriceRow {
  product: string;
  code: string;
  name: string;
  kind: string;
  unit: string;
  price: Money | null;
  includes_tax: boolean;
}

/// A line as it is offered: of the price book, or with a text and a price of one's own.
export interface LineIn {
  product?: string;
  text?: string;
  quantity: string;
  unit_price?: string;
  discount?: string;
}

export interface PricedLine {
  kind: string;
  product: string | null;
  text: string;
  quantity: string;
  unit: string | null;
  unit_price: Money | null;
  discount: string | null;
  net: Money | null;
  tax_percent: string | null;
  problem: string | null;
}

export interface TaxLine {
  name: string;
  percent: string;
  base: Money;
  amount: Money;
}

export interface Sums {
  lines: PricedLine[];
  taxes: TaxLine[];
  net: Money;
  tax: Money;
  total: Money;
  currency: string;
}

export interface Priced extends Sums {
  prices_include_tax: boolean;
  problem: string | null;
}

export interface QuoteRow {
  id: string;
  number: string;
  state: string;
  state_label: string;
  account: { id: string; name: string } | null;
  total: Money | null;
  valid_until: string | null;
  waiting: boolean;
}

export interface Quote extends Omit<QuoteRow, "total">, Sums {
  site: { id: string; name: string } | null;
  visit: string | null;
  text: string | null;
  accepted_by: string | null;
  moves: Move[];
}

export interface IssuedInvoice extends Sums {
  id: string;
  number: string;
  state: string;
  state_label: string;
  date: string;
  due: string | null;
  bill_to_name: string;
  waiting: boolean;
}

export type PaymentMethod = "cash" | "card" | "check";

export interface TakenPayment {
  id: string;
  number: string;
  method: string;
  amount: Money;
  received_at: string | null;
  reference: string | null;
  state: string;
  state_label: string;
  waiting: boolean;
}

export interface Bill {
  preview: Priced | null;
  invoice: IssuedInvoice | null;
  payments: TakenPayment[];
  open: Money | null;
  can_issue: boolean;
  why: string | null;
}
