import { lazy, Suspense } from "react";
import { SimpleGrid } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import { place } from "@common/format";
import { todayIn } from "@common/zone";
import { useDispatchDay } from "../data/dispatch";
import { useCatalogue } from "../data/meta";
import { useMaySeeBoard, useReceipts } from "../data/receipts";
import { useVans } from "../data/pages";
import { useSession } from "../session/session";
import { Page } from "../shell/Page";
import { Figure } from "./Figure";
import { NotReceived } from "./NotReceived";
import { progressOf } from "./progress";

/// Below the figures, so it may come after them.
const OpenJobs = lazy(() => import("./OpenJobs"));
const OwnVisits = lazy(() => import("./OwnVisits"));

/// The day at a glance; every figure leads to what it counts. What a role may not read is not here.
export default function HomePage() {
  const { t } = useTranslation();
  const session = useSession().data;
  const name = session?.user.name ?? "";
  const catalogue = useCatalogue().data!;
  const maySeeBoard = useMaySeeBoard();
  return (
    <Page title={t("home.title", { name })}>
      {session?.roles.length === 0 && <EmptyState title={t("home.no_role")} text={t("home.no_role_text")} icon={<IconLock size={24} />} />}
      {maySeeBoard && <Company vans={Boolean(catalogue.path("devices"))} />}
      <Suspense>{maySeeBoard === false && catalogue.path("scheduled-events") && <OwnVisits />}</Suspense>
      <Suspense>{catalogue.path("work-orders") && <OpenJobs />}</Suspense>
    </Page>
  );
}

/// What everybody does today.
function Company({ vans }: { vans: boolean }) {
  const { t } = useTranslation();
  const day = useDispatchDay(todayIn(place().zone));
  const receipts = useReceipts();
  const progress = day.data && progressOf(day.data.visits);
  return (
    <>
      {day.isError && <ErrorState error={day.error} onRetry={() => void day.refetch()} />}
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} mb="md">
        <Figure label={t("home.visits")} value={progress?.total} failed={day.isError} detail={progress && t("home.visits_detail", { ...progress })} to="/dispatch" testId="figure-visits" />
        <Figure label={t("home.unplanned")} value={day.data?.unplanned_total} failed={day.isError} detail={t("home.unplanned_detail")} to="/dispatch" testId="figure-unplanned" warn={Boolean(day.data?.unplanned_total)} />
        <Figure label={t("home.not_received")} value={receipts.data?.items.length} failed={receipts.isError} detail={t("home.not_received_detail")} to="/dispatch" testId="figure-received" />
        {vans && <VanFigure />}
      </SimpleGrid>
      <NotReceived receipts={receipts.data?.items ?? []} />
    </>
  );
}

function VanFigure() {
  const { t } = useTranslation();
  const query = useVans();
  const vans = query.data?.items;
  const online = vans?.filter((van) => van.online).length;
  return <Figure label={t("home.vans")} value={vans && `${online}/${vans.length}`} failed={query.isError} detail={t("home.vans_detail")} to="/vans" testId="figure-vans" warn={vans && online !== vans.length} />;
}
