import type { FieldMeta, RecordData } from "@common/meta";
import { useNames } from "../data/useNames";
import { useCatalogue } from "../data/meta";
import { FieldValue } from "../fields/FieldValue";
import { typeBeside } from "./beside";

/// A field to read that may need its neighbour: the id of a record whose type stands beside it leads there by its title, and the type is called as
/// people know it.
export function FieldOf({ field, record }: { field: FieldMeta; record: RecordData }) {
  const catalogue = useCatalogue().data;
  const type = typeBeside(field, record);
  if (type && catalogue?.named(type)) return <Leading field={field} type={type} id={String(record[field.name])} />;
  const said = field.name.endsWith("_type") && catalogue?.named(String(record[field.name]))?.label;
  return said ? <>{said}</> : <FieldValue field={field} value={record[field.name]} titles={record.titles} />;
}

function Leading({ field, type, id }: { field: FieldMeta; type: string; id: string }) {
  return <FieldValue field={{ ...field, kind: "about" }} value={{ type, id }} titles={useNames([{ type, id }])} />;
}
