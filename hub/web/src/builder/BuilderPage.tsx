import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router-dom";
import { ErrorState } from "@common/components/ErrorState";
import { useCatalogue } from "../data/meta";
import NotFoundPage from "../shell/NotFoundPage";
import { Page } from "../shell/Page";
import { BuilderForm } from "./BuilderForm";
import { loadBuild, newBuild } from "./build";
import { ownName } from "./draft";

/// One record type as it is built: /types/new, /types/own-boiler-log, /types/accounts.
export default function BuilderPage() {
  const { path = "" } = useParams();
  const catalogue = useCatalogue().data!;
  if (!catalogue.path("custom-types")?.may.create) return <NotFoundPage />;
  if (path === "new") return <BuilderForm key="new" build={newBuild()} />;
  const key = path.startsWith("own-") ? path.slice(4).replaceAll("-", "_") : undefined;
  const of = key === undefined ? catalogue.path(path)?.name : ownName(key);
  return of ? <LoadedBuilder key={path} of={of} own={key} /> : <NotFoundPage />;
}

/// What is loaded is built on; what others save meanwhile is told by the versions when this is saved.
function LoadedBuilder({ of, own }: { of: string; own?: string }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["build", of], queryFn: async () => (await loadBuild(of, own)) ?? null, gcTime: 0, staleTime: Number.POSITIVE_INFINITY });
  if (query.isError) return <Page title={t("builder.title")}><ErrorState error={query.error} onRetry={() => void query.refetch()} /></Page>;
  if (query.isPending) return <Page title={t("builder.title")}><Skeleton h={480} /></Page>;
  return query.data ? <BuilderForm build={query.data} /> : <NotFoundPage />;
}
