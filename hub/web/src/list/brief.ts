import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { recordTitle } from "../data/meta";
import { briefValue } from "../fields/plain";
import { columnLabel } from "./columns";

export interface Brief {
  title: string;
  facts: string[];
  /// Sums stand by themselves; where there is one only, everybody knows which.
  sums: { name: string; label?: string; text: string }[];
}

/// A figure, a day or a yes says nothing without its name.
const needsName = new Set(["integer", "number", "decimal", "quantity", "instant", "date", "boolean"]);

/// A row of a list where its columns have no place beside each other: what it is called, its sums, and the rest as a sentence.
export function briefOf(type: TypeMeta, columns: FieldMeta[], row: RecordData, titles: Record<string, string>, t: (key: string) => string): Brief {
  const title = recordTitle(type, { ...row, titles });
  const told = columns
    .filter((field) => field.name !== "state")
    .map((field) => ({ field, name: field.name, label: columnLabel(field, t), text: briefValue(field, row[field.name], titles) }))
    .filter(({ text }) => text !== "");
  const sums = told.filter(({ field }) => field.kind === "money");
  return {
    title,
    // A site often bears its customer's name: said once.
    facts: [...new Set(told
      .filter(({ field, text }) => field.kind !== "money" && !title.includes(text))
      .map(({ field, label, text }) => (needsName.has(field.kind) ? `${label} ${text}` : text)))],
    sums: sums.map(({ name, label, text }) => ({ name, label: sums.length > 1 ? label : undefined, text })),
  };
}
