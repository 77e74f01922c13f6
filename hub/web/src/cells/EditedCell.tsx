import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { CellEditor } from "./CellEditor";
import { useCellSave } from "./useCellSave";

interface Props {
  type: TypeMeta;
  field: FieldMeta;
  row: RecordData;
  titles: Record<string, string>;
  onClose: () => void;
  onNext: (step: 1 | -1) => void;
}

/// The editor with its way to the hub; fetched when the first cell is edited.
export default function EditedCell({ type, field, row, titles, onClose, onNext }: Props) {
  const save = useCellSave(type);
  return <CellEditor field={field} row={row} titles={titles} onSave={(value) => save(row, field.name, value)} onClose={onClose} onNext={onNext} />;
}
