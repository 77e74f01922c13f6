import { Alert, Anchor, Group } from "@mantine/core";
import { IconAlarm } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { formatTime } from "@common/format";
import { useCatalogue } from "../data/meta";
import { useRecords } from "../data/records";

/// Somebody who works alone has not reported: on every page of whoever may look after him, until it is over.
export function AlarmBanner() {
  const { t } = useTranslation();
  const mayRead = Boolean(useCatalogue().data?.path("safety-timers")?.may.read_all);
  const query = useRecords("safety-timers", { filter: 'state = "fired"', page_size: 5 }, mayRead);
  const page = query.data?.pages[0];
  if (!mayRead || !page || page.items.length === 0) return null;
  return (
    <div role="alert" data-testid="alarm-banner">
      {page.items.map((timer) => (
        <Alert key={timer.id} color="danger" radius={0} py={8} icon={<IconAlarm />}>
          <Group gap="sm">
            <strong>{t("alarm.lone", { name: page.titles?.[String(timer.technician)] ?? "", time: formatTime(String(timer.due)) })}</strong>
            <Anchor component={Link} to={`/records/safety-timers/${timer.id}`} c="inherit" py={10} data-testid={`alarm-${timer.id}`}>{t("alarm.open")}</Anchor>
          </Group>
        </Alert>
      ))}
    </div>
  );
}
