import { Button } from "@mantine/core";
import { IconFileTypePdf } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { RecordData, TypeMeta } from "@common/meta";
import { useRecord } from "../data/records";

/// The PDF of a record: its own, or that of the paperwork document it names (an invoice's `document`).
export function PdfLink({ type, record }: { type: TypeMeta; record: RecordData }) {
  const { t } = useTranslation();
  const own = typeof record.pdf_blob === "string" ? record.pdf_blob : undefined;
  const field = type.fields.find((one) => one.kind === "reference" && /PaperworkDocument$/.test(one.refers ?? ""));
  const named = field ? record[field.name] : undefined;
  const paper = useRecord("paperwork-documents", String(named ?? ""), !own && typeof named === "string");
  const blob = own ?? (paper.data?.pdf_blob as string | undefined);
  if (!blob) return null;
  return (
    <Button
      component="a" href={`/api/blobs/${blob}`} target="_blank" rel="noreferrer" variant="default"
      leftSection={<IconFileTypePdf size={16} aria-hidden />} data-testid="pdf-link"
    >
      {t("record.pdf")}
    </Button>
  );
}
