import { SimpleGrid } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { place } from "@common/format";
import { todayIn } from "@common/zone";
import { useDispatchDay } from "../data/dispatch";
import { useVans } from "../data/pages";
import { useReceipts } from "../data/receipts";
import { Figure } from "./Figure";
import { NotReceived } from "./NotReceived";
import { progressOf } from "./progress";

/// What everybody does today.
export function CompanyFigures({ vans }: { vans: boolean }) {
  const { t } = useTranslation();
  const day = useDispatchDay(todayIn(place().zone));
  const receipts = useReceipts();
  const progress = day.data && progressOf(day.data.visits);
  return (
    <div>
      {day.isError && <ErrorState error={day.error} onRetry={() => void day.refetch()} />}
      <SimpleGrid cols={{ base: 2, lg: 4 }} spacing={{ base: "xs", sm: "md" }} mb="md">
        <Figure label={t("home.visits")} value={progress?.total} failed={day.isError} detail={progress && t("home.visits_detail", { ...progress })} to="/dispatch" testId="figure-visits" />
        <Figure label={t("home.unplanned")} value={day.data?.unplanned_total} failed={day.isError} detail={t("home.unplanned_detail")} to="/dispatch" testId="figure-unplanned" warn={Boolean(day.data?.unplanned_total)} />
        <Figure label={t("home.not_received")} value={receipts.data?.items.length} failed={receipts.isError} detail={t("home.not_received_detail")} to="/dispatch" testId="figure-received" />
        {vans && <VanFigure />}
      </SimpleGrid>
      <NotReceived receipts={receipts.data?.items ?? []} />
    </div>
  );
}

function VanFigure() {
  const { t } = useTranslation();
  const query = useVans();
  const vans = query.data?.items;
  const online = vans?.filter((van) => van.online).length;
  return <Figure label={t("home.vans")} value={vans && `${online}/${vans.length}`} failed={query.isError} detail={t("home.vans_detail")} to="/vans" testId="figure-vans" warn={vans && online !== vans.length} />;
}
