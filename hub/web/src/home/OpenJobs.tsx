import { Anchor, Group, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { useCatalogue } from "../data/meta";
import { useRecords } from "../data/records";
import { RecordTable } from "../list/RecordTable";

const open = 'state = "draft" OR state = "ready" OR state = "planned" OR state = "in_progress" OR state = "on_hold"';

export default function OpenJobs() {
  const { t } = useTranslation();
  const type = useCatalogue().data!.path("work-orders")!;
  const query = useRecords("work-orders", { filter: open, order_by: type.order_by, page_size: 15 });
  const page = query.data?.pages[0];
  return (
    <section>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">{t("home.open_jobs")}</Title>
        <Anchor component={Link} to="/records/work-orders">{t("home.all_jobs")}</Anchor>
      </Group>
      <RecordTable type={type} create query={{ ...query, hasNextPage: false }} rows={page?.items ?? []} titles={page?.titles ?? {}} total={page?.total} more={page?.total_is_exact === false} />
    </section>
  );
}
