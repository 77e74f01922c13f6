import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { stateLabel } from "../data/meta";
import { briefValue } from "../fields/plain";

/// Rows as a table for a spreadsheet: the shown columns, in words as on the screen. A cell that a spreadsheet would take for a
/// formula is made text.
export function csvOf(type: TypeMeta, columns: { field: FieldMeta; label: string }[], rows: RecordData[]): string {
  const head = columns.map(({ label }) => cell(label)).join(",");
  const body = rows.map((row) => columns.map(({ field }) => cell(field.name === "state" ? stateLabel(type, row.state) : briefValue(field, row[field.name], row.titles))).join(","));
  return `\uFEFF${[head, ...body].join("\r\n")}\r\n`;
}

function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.,' ]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/// Hands a text to the browser as a file.
export function saveAs(name: string, text: string, mime = "text/csv;charset=utf-8"): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: mime }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
