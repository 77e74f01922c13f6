import { Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function PageSkeleton({ rows = 8 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <Stack className="page" gap="sm" role="status" aria-label={t("loading")}>
      <Skeleton h={32} w={260} />
      <Skeleton h={40} />
      {Array.from({ length: rows }, (_, row) => <Skeleton key={row} h={36} />)}
    </Stack>
  );
}
