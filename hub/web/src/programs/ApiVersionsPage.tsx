import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { IconBook2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { api } from "../data/api";
import { Page } from "../shell/Page";
import { newestFirst, type ApiVersion } from "./apiVersions";
import { VersionCard } from "./VersionCard";
import "./programs.css";

/// For administrators: the API's versions side by side, until when each is answered, and who must move.
export default function ApiVersionsPage() {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["api-versions"],
    queryFn: ({ signal }) => api.get("/api/api-versions/", {}, signal) as Promise<{ items: ApiVersion[] }>,
  });
  const docs = <Button component="a" href="/api/docs" variant="default" leftSection={<IconBook2 size={16} aria-hidden />} data-testid="api-docs">{t("api.docs")}</Button>;
  return (
    <Page title={t("menu.api_versions")} error={query.error} actions={docs}>
      <Stack gap="md">
        <Text c="dimmed" maw={760}>{t("api.text")}</Text>
        {query.isPending && <Skeleton h={280} />}
        {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && <div className="api-versions" data-testid="api-versions">{newestFirst(query.data.items).map((one) => <VersionCard key={one.version} one={one} />)}</div>}
      </Stack>
    </Page>
  );
}
