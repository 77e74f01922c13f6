import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@common/format";
import { nextOf } from "./next";

const shownMax = 5;

/// What comes of a rule, so that one sees whether it says what one means.
export function NextDates({ rule, start, zone }: { rule: string; start?: string; zone: string }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["recurrence", rule, start, zone], queryFn: async () => (await nextOf(rule, start ?? new Date().toISOString(), zone, shownMax)) ?? null, staleTime: 60_000 });
  if (query.data === undefined) return null;
  if (query.data === null) return <Text size="sm" c="danger" mt="sm" role="alert">{t("recurrence.unreadable")}</Text>;
  return (
    <Text size="sm" c="dimmed" mt="sm" role="status" data-testid="next-dates">
      {query.data.length > 0 ? t("recurrence.next", { dates: query.data.map((at) => formatInstant(at, "full", zone)).join(" · ") }) : t("recurrence.over")}
    </Text>
  );
}
