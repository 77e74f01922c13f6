import { Navigate, useParams } from "react-router-dom";
import { ErrorState } from "@common/components/ErrorState";
import { ProblemError } from "@common/api";
import { isMissing } from "@common/problem";
import type { TypeMeta } from "@common/meta";
import { recordHref, useCatalogue } from "../data/meta";
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

/// Where a merged record went.
const mergedInto = (error: unknown): string | undefined =>
  error instanceof ProblemError && error.status === 410 && typeof error.problem.merged_into === "string" ? error.problem.merged_into : undefined;

function TypedRecord({ type, id }: { type: TypeMeta; id: string }) {
  const query = useRecord(type.path, id);
  if (query.isPending) return <PageSkeleton />;
  const into = mergedInto(query.error);
  if (into) return <Navigate to={recordHref(type.path, into)} replace />;
  if (isMissing(query.error) && !query.data) return <NotFoundPage />;
  if (query.isError && !query.data) {
    return <div className="page"><ErrorState error={query.error} onRetry={() => void query.refetch()} /></div>;
  }
  return <LoadedRecord type={type} record={query.data} />;
}
