import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCatalogue } from "../data/meta";
import { useRecords } from "../data/records";
import { RecordTable } from "../list/RecordTable";

/// For who sees only his own visits: today's and those that come.
export default function OwnVisits() {
  const { t } = useTranslation();
  const type = useCatalogue().data!.path("scheduled-events")!;
  const query = useRecords("scheduled-events", { filter: "start >= today()", order_by: "start", page_size: 15 });
  const page = query.data?.pages[0];
  return (
    <section data-testid="own-visits">
      <Title order={2} size="h3" mb="sm">{t("home.own_visits")}</Title>
      <RecordTable type={type} query={{ ...query, hasNextPage: false }} rows={page?.items ?? []} titles={page?.titles ?? {}} total={page?.total} more={page?.total_is_exact === false} />
    </section>
  );
}
