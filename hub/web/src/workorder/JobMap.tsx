import { useMemo } from "react";
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LiveMap, type MapMarker } from "@common/map/LiveMap";
import { formatInstant, formatDecimal } from "@common/format";
import type { Address, Position } from "@common/values";
import type { Overview } from "../data/pages";
import { Section } from "./Section";
import { trackKilometres } from "./track";

const nothing: [number, number, string?][] = [];

/// The site and the way the van really drove.
export function JobMap({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const { site, track = nothing } = data;
  const position = (site?.address as Address | undefined)?.position as Position | undefined;
  const markers = useMemo((): MapMarker[] => {
    const place = position ? [{ id: "site", ...position, label: String(site?.name ?? ""), shape: "place" as const, tone: "danger" as const }] : [];
    const last = track.at(-1);
    const van = last ? [{ id: "van", longitude: last[0], latitude: last[1], label: t("job.van"), detail: formatInstant(last[2]), tone: "primary" as const }] : [];
    return [...place, ...van];
  }, [position, site, track, t]);
  if (markers.length === 0) return null;
  return (
    <Section title={t("job.map")} testId="job-map">
      <LiveMap markers={markers} track={track} height={300} />
      {track.length > 1 && (
        <Text size="sm" c="dimmed" mt="xs" data-testid="track-length">
          {t("job.driven", { km: formatDecimal(trackKilometres(track).toFixed(1)), count: track.length })}
        </Text>
      )}
    </Section>
  );
}
