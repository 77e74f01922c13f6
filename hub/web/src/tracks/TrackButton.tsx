import { useState } from "react";
import { Button, Group, Popover, TextInput } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCatalogue } from "../data/meta";

const today = (): string => new Date().toLocaleDateString("sv-SE");

/// The van's day as a file for maps, for whoever may read positions.
export function TrackButton({ vehicle }: { vehicle: string }) {
  const { t } = useTranslation();
  const [day, setDay] = useState(today);
  if (!useCatalogue().data?.path("position-reports")?.may.read_all) return null;
  return (
    <Popover position="bottom-end" withArrow trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconRoute size={16} aria-hidden />} data-testid="track">{t("track.title")}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("track.title")}>
        <Group align="end" gap="sm">
          <TextInput type="date" label={t("track.day")} value={day} onChange={(event) => setDay(event.currentTarget.value)} data-testid="track-day" />
          <Button component="a" href={`/api/vehicles/${encodeURIComponent(vehicle)}/track.gpx?day=${day}`} download data-disabled={!day || undefined} data-testid="track-load">{t("track.load")}</Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
