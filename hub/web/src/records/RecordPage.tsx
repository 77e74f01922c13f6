import { useParams } from "react-router-dom";
import { ErrorState } from "@common/components/ErrorState";
import { isMissing } from "@common/problem";
import type { TypeMeta } from "@common/meta";
import { useCatalogue } from "../data/meta";
import { useRecord } from "../data/records";
import NotFoundPage from "../shell/NotFoundPage";
import { PageSkeleton } from "../shell/PageSkeleton";
import { LoadedRecord } from "./LoadedRecord";

/// Any record: read, edit, act, what it owns, what happened.
export default function RecordPage() {
  const { path = "", id = "" } = useParams();
  const type = useCatalogue().data?.path(path);
  return type ? <TypedRecord key={id} type={type} id={id} /> : <NotFoundPage />;
}

function TypedRecord({ type, id }: { type: TypeMeta; id: string }) {
  const query = useRecord(type.path, id);
  if (query.isPending) return <PageSkeleton />;
  if (isMissing(query.error) && !query.data) return <NotFoundPage />;
  if (query.isError && !query.data) {
    return <div className="page"><ErrorState error={query.error} onRetry={() => void query.refetch()} /></div>;
  }
  return <LoadedRecord type={type} record={query.data} />;
}
