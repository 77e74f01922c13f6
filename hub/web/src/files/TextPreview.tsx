import { Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { blobUrl } from "./files";

/// More is saved and read elsewhere.
const charactersMax = 100_000;

/// Writing as it stands in the file: never as a page, whatever it contains.
export function TextPreview({ blob, name }: { blob: string; name: string }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["text", blob],
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const reply = await fetch(blobUrl(blob), { signal, headers: { Range: `bytes=0-${charactersMax - 1}` } });
      if (!reply.ok) throw new Error(reply.statusText);
      return reply.text();
    },
  });
  if (query.isPending) return <Loader />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      <pre className="file-text" tabIndex={0} aria-label={name} data-testid="file-text">{query.data}</pre>
      {query.data.length >= charactersMax && <Text size="sm" c="dimmed">{t("files.text_cut")}</Text>}
    </>
  );
}
