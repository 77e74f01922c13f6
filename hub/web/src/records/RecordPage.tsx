import { Navigate, useParams, useSearchParams } from "react-router-dom";
import { ErrorState } from "@common/components/ErrorState";
import { isMissing } from "@common/problem";
import type { TypeMeta } from "@common/meta";
import { recordHref, useCatalogue } from "../data/meta";
import { useRecord } from "../data/records";
import NotFoundPage from "../shell/NotFoundPage";
import { PageSkeleton } from "../shell/PageSkeleton";
import { mergedInto } from "./gone";
import { LoadedRecord } from "./LoadedRecord";

/// Any record: read, edit, act, what it owns, what happened.
export default function RecordPage() {
  const { path = "", id = "" } = useParams();
  const type = useCatalogue().data?.path(path);
  return type ? <TypedRecord key={id} type={type} id={id} /> : <NotFoundPage />;
}

function TypedRecord({ type, id }: { type: TypeMeta; id: string }) {
  const query = useRecord(type.path, id);
  const editing = useSearchParams()[0].get("edit") === "1";
  if (query.isPending) return <PageSkeleton />;
  const into = mergedInto(query.error);
  // Who types in it is told by the form instead.
  if (into && !(editing && query.data)) return <Navigate to={recordHref(type.path, into)} replace />;
  if (isMissing(query.error) && !query.data) return <NotFoundPage />;
  if (query.isError && !query.data) {
    return <div className="page"><ErrorState error={query.error} onRetry={() => void query.refetch()} /></div>;
  }
  return <LoadedRecord type={type} record={query.data} />;
}
