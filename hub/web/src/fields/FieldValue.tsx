import { Anchor, ColorSwatch, Group, Text } from "@mantine/core";
import { Link } from "react-router-dom";
import { formatInstant } from "@common/format";
import type { FieldMeta, RecordData } from "@common/meta";
import { recordHref, useCatalogue } from "../data/meta";
import { MiniTable } from "../workorder/MiniTable";
import { plainValue } from "./plain";
import { titleOf } from "./titles";
import { isEmpty } from "./visible";

interface Props {
  field: FieldMeta;
  value: unknown;
  titles?: Record<string, string>;
}

/// A field to read: references are links, lines are a table, the rest is words.
export function FieldValue({ field, value, titles }: Props) {
  if (isEmpty(value) && value !== false) return <Text span c="dimmed">–</Text>;
  if (field.kind === "lines") return <LinesValue field={field} value={value as RecordData[]} titles={titles} />;
  if (field.kind === "reference") return <References field={field} ids={Array.isArray(value) ? value : [value as string]} titles={titles} />;
  if (field.kind === "about") {
    const about = value as { type: string; id: string };
    return <References field={{ ...field, refers: about.type }} ids={[about.id]} titles={titles} />;
  }
  if (field.kind === "instant") {
    return <time dateTime={String(value)} className="figures" title={`${formatInstant(String(value), "full", "UTC")} UTC`}>{plainValue(field, value)}</time>;
  }
  return <Worded field={field} value={value} titles={titles} />;
}

function Worded({ field, value, titles }: Props) {
  const catalogue = useCatalogue().data;
  // "crm.Account": people know it as Accounts.
  const text = (field.name === "of_type" && catalogue?.named(String(value))?.plural) || plainValue(field, value, titles);
  const color = field.choices?.find((one) => one.value === value)?.color;
  if (color) return <Group gap={6} wrap="nowrap" display="inline-flex"><span className="dot" style={{ background: color }} aria-hidden /><span>{text}</span></Group>;
  switch (field.widget) {
    case "email": return <Anchor href={`mailto:${text}`}>{text}</Anchor>;
    case "phone": return <Anchor href={`tel:${text.replace(/\s/g, "")}`}>{text}</Anchor>;
    case "url": return /^https?:/.test(text) ? <Anchor href={text} rel="noreferrer" target="_blank">{text}</Anchor> : <>{text}</>;
    case "color": return <Group gap={6}><ColorSwatch color={text} size={16} /><span>{text}</span></Group>;
    case "blob": return <Anchor href={`/api/blobs/${text}`} target="_blank" ff="monospace">{text.slice(0, 12)}…</Anchor>;
    default: return <span style={{ whiteSpace: "pre-wrap" }} className="figures">{text}</span>;
  }
}

function References({ field, ids, titles }: { field: FieldMeta; ids: string[]; titles?: Record<string, string> }) {
  const type = useCatalogue().data?.named(field.refers);
  return (
    <>
      {ids.map((id, index) => (
        <span key={id} translate="no">
          {index > 0 && ", "}
          {type ? <Anchor component={Link} to={recordHref(type.path, id)}>{titleOf(id, titles)}</Anchor> : titleOf(id, titles)}
        </span>
      ))}
    </>
  );
}

function LinesValue({ field, value, titles }: { field: FieldMeta; value: RecordData[]; titles?: Record<string, string> }) {
  const columns = (field.lines ?? []).filter((one) => one.name !== "line" && value.some((line) => !isEmpty(line[one.name])));
  return (
    <MiniTable
      label={field.label} rows={value} rowKey={(line) => String(line.line ?? value.indexOf(line))}
      columns={columns.map((one) => ({
        label: one.label, numeric: isNumeric(one), empty: (line: RecordData) => isEmpty(line[one.name]),
        cell: (line: RecordData) => <FieldValue field={one} value={line[one.name]} titles={titles} />,
      }))}
    />
  );
}

export const isNumeric = (field: FieldMeta): boolean =>
  ["integer", "number", "decimal", "money", "quantity"].includes(field.kind) && !field.list;
