import { useParams } from "react-router-dom";
import { useCatalogue } from "../data/meta";
import NotFoundPage from "../shell/NotFoundPage";
import { TypedList } from "./TypedList";

/// The list of any type: columns, filters and order come from the metadata.
export default function ListPage({ path: fixed }: { path?: string }) {
  const params = useParams();
  const path = fixed ?? params.path ?? "";
  const type = useCatalogue().data?.path(path);
  return type ? <TypedList key={path} type={type} /> : <NotFoundPage />;
}
