import type { FieldMeta, TypeMeta } from "@common/meta";
import type { Money, Quantity } from "@common/values";
import { headerFields, stateField } from "../filter/filter";

/// Something that records can be grouped by: a field, of days and times its months.
export interface Part {
  name: string;
  field: FieldMeta;
  bucket?: "month" | "year";
}

const grouped = ["choice", "boolean", "reference", "text", "integer"];
const added = ["integer", "decimal", "money", "quantity"];

/// What a type can be grouped by, most telling first: state, choices, references, days by month, then the rest.
export function groupParts(type: TypeMeta): Part[] {
  const state = stateField(type);
  const plain = type.fields.filter((field) => !field.secret && !field.list && grouped.includes(field.kind) && field.widget !== "text_area" && field.widget !== "rich_text" && field.widget !== "json_text");
  const days = [...type.fields.filter((field) => !field.secret && !field.list), ...Object.values(headerFields)].filter((field) => field.kind === "date" || field.kind === "instant");
  const rank = (field: FieldMeta) => grouped.indexOf(field.kind);
  return [
    ...(state ? [{ name: "state", field: state }] : []),
    ...[...plain].sort((a, b) => rank(a) - rank(b)).map((field) => ({ name: field.name, field })),
    ...days.flatMap((field) => (["month", "year"] as const).map((bucket) => ({ name: `${field.name}:${bucket}`, field, bucket }))),
  ];
}

export const sumFields = (type: TypeMeta): FieldMeta[] => type.fields.filter((field) => !field.secret && !field.list && added.includes(field.kind));

export interface Figures {
  unit?: string;
  count: number;
  sum?: unknown;
  average?: unknown;
  minimum: unknown;
  maximum: unknown;
}

export interface Group {
  by: Record<string, unknown>;
  count: number;
  figures: Record<string, Figures[]>;
}

export interface SummaryReply {
  groups: Group[];
  more: boolean;
  total: number;
  titles?: Record<string, string>;
}

/// The number that a bar is as long as.
export function sizeOf(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (typeof value === "object") return Number((value as Money).amount ?? (value as unknown as Quantity & { value?: string }).value ?? 0);
  return Number(value) || 0;
}

/// One row per group and unit: amounts of two currencies are never one bar.
export function rowsOf(reply: SummaryReply, sum: string | undefined): { group: Group; figures?: Figures }[] {
  return reply.groups.flatMap((group): { group: Group; figures?: Figures }[] => {
    const figures = sum ? group.figures[sum] ?? [] : [];
    return figures.length > 0 ? figures.map((one) => ({ group, figures: one })) : [{ group }];
  });
}

/// 0 to 100 of the longest, of the same unit.
export function shares(rows: { group: Group; figures?: Figures }[], bySum: boolean): number[] {
  const size = (row: { group: Group; figures?: Figures }) => Math.abs(bySum ? sizeOf(row.figures?.sum) : row.group.count);
  return rows.map((row) => {
    const longest = Math.max(...rows.filter((other) => !bySum || other.figures?.unit === row.figures?.unit).map(size));
    return longest > 0 ? Math.round((size(row) / longest) * 100) : 0;
  });
}
