import { SimpleGrid } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { place } from "@common/format";
import { todayIn } from "@common/zone";
import { useDispatchDay } from "../data/dispatch";
import { useCatalogue } from "../data/meta";
import { useReceipts } from "../data/receipts";
import { useVans } from "../data/pages";
import { useSession } from "../session/session";
import { Page } from "../shell/Page";
import { Figure } from "./Figure";
import { NotReceived } from "./NotReceived";
import { OpenJobs } from "./OpenJobs";
import { progressOf } from "./progress";

/// The day at a glance; every figure leads to what it counts.
export default function HomePage() {
  const { t } = useTranslation();
  const name = useSession().data?.user.name.split(" ")[0] ?? "";
  const may = useCatalogue().data!;
  const receipts = useReceipts(Boolean(may.path("scheduled-events")));
  return (
    <Page title={t("home.title", { name })}>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} mb="md">
        {may.path("scheduled-events") && <DayFigures notReceived={receipts.data?.items.length} />}
        {may.path("devices") && <VanFigure />}
      </SimpleGrid>
      {may.path("scheduled-events") && <NotReceived receipts={receipts.data?.items ?? []} />}
      {may.path("work-orders") && <OpenJobs />}
    </Page>
  );
}

function DayFigures({ notReceived }: { notReceived: number | undefined }) {
  const { t } = useTranslation();
  const day = useDispatchDay(todayIn(place().zone));
  const progress = day.data && progressOf(day.data.visits);
  return (
    <>
      <Figure label={t("home.visits")} value={progress?.total} detail={progress && t("home.visits_detail", { ...progress })} to="/dispatch" testId="figure-visits" />
      <Figure label={t("home.unplanned")} value={day.data?.unplanned_total} detail={t("home.unplanned_detail")} to="/dispatch" testId="figure-unplanned" warn={Boolean(day.data?.unplanned_total)} />
      <Figure label={t("home.not_received")} value={notReceived} detail={t("home.not_received_detail")} to="/dispatch" testId="figure-received" />
    </>
  );
}

function VanFigure() {
  const { t } = useTranslation();
  const vans = useVans().data?.items;
  const online = vans?.filter((van) => van.online).length;
  return <Figure label={t("home.vans")} value={vans && `${online}/${vans.length}`} detail={t("home.vans_detail")} to="/vans" testId="figure-vans" warn={vans && online !== vans.length} />;
}
