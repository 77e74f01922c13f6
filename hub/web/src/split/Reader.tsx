import { lazy, Suspense } from "react";
import { Skeleton } from "@mantine/core";
import type { RecordData, TypeMeta } from "@common/meta";
import type { Attachment } from "../files/files";
import { FactSheet } from "../records/FactSheet";

const Thread = lazy(() => import("./Thread"));
const MessageText = lazy(() => import("./MessageText"));
const FileReader = lazy(() => import("./FileReader"));
const PaperReader = lazy(() => import("./PaperReader"));

/// The content first, then what else is known of it.
export function Reader({ type, record }: { type: TypeMeta; record: RecordData }) {
  return <Suspense fallback={<Skeleton h={240} />}>{content()}</Suspense>;

  function content() {
    switch (type.path) {
      case "conversations": return <Thread type={type} record={record} />;
      case "messages": return <MessageText record={record} />;
      case "attachments": return <FileReader type={type} file={record as Attachment} />;
      case "paperwork-documents": return <PaperReader type={type} record={record} />;
      default: return <FactSheet type={type} record={record} />;
    }
  }
}
