import { useState } from "react";
import { Button, Group, Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { get } from "@common/api";
import { ErrorState } from "@common/components/ErrorState";
import { blobUrl } from "./files";

/// The pages of a paper, drawn by the hub: the paper itself stays shut off from the app.
export function PdfPages({ blob, name }: { blob: string; name: string }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const query = useQuery({ queryKey: ["pages", blob], queryFn: ({ signal }) => get<{ pages: number }>(`${blobUrl(blob)}/pages/`, {}, signal), staleTime: Infinity });
  if (query.isPending) return <Loader />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const of = query.data.pages;
  return (
    <>
      <img src={`${blobUrl(blob)}/pages/${page}/`} alt={t("files.page_of", { name, page, of })} className="file-picture" data-testid="file-page" />
      {of > 1 && (
        <Group justify="center">
          <Button variant="default" size="xs" disabled={page === 1} onClick={() => setPage(page - 1)}>{t("files.page_before")}</Button>
          <Text size="sm" aria-live="polite">{t("files.page", { page, of })}</Text>
          <Button variant="default" size="xs" disabled={page === of} onClick={() => setPage(page + 1)} data-testid="file-page-next">{t("files.page_next")}</Button>
        </Group>
      )}
    </>
  );
}
