import { Anchor, Group, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { useCatalogue } from "../data/meta";
import { useRecords } from "../data/records";
import { RecordTable } from "../list/RecordTable";

const open = {
  deals: { filter: "owner = me AND state = open", order_by: "close_date" },
  leads: { filter: "owner = me AND state != converted AND state != disqualified", order_by: "next_step_at" },
};

/// What somebody is selling: what closes soonest, whom to call next.
export default function OwnSales({ path }: { path: keyof typeof open }) {
  const { t } = useTranslation();
  const type = useCatalogue().data!.path(path)!;
  const query = useRecords(path, { ...open[path], page_size: 10 });
  const page = query.data?.pages[0];
  return (
    <section data-testid={`own-${path}`}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">{t(`home.widget.own_${path}`)}</Title>
        <Anchor component={Link} to={`/records/${path}`}>{t(`home.all_${path}`)}</Anchor>
      </Group>
      <RecordTable type={type} create query={{ ...query, hasNextPage: false }} rows={page?.items ?? []} titles={page?.titles ?? {}} total={page?.total} more={page?.total_is_exact === false} />
    </section>
  );
}
