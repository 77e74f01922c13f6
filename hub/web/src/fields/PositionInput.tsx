import { lazy, Suspense, useState } from "react";
import { Button, Skeleton } from "@mantine/core";
import { IconMapPin } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { InputProps } from "./input";
import { testId } from "./input";
import { PartsInput } from "./PartsInput";

const PositionMap = lazy(() => import("./PositionMap"));

/// Latitude and longitude, typed or pointed at on the map.
export function PositionInput(props: InputProps<Record<string, unknown>>) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <div>
      <PartsInput {...props} parts={["latitude", "longitude"]} numeric />
      {!props.readOnly && (
        <Button variant="subtle" size="xs" mt={4} leftSection={<IconMapPin size={14} aria-hidden />} aria-expanded={opened} onClick={() => setOpened(!opened)} data-testid={`${testId(props.path)}-map`}>
          {t(opened ? "field.map_close" : "field.map_open")}
        </Button>
      )}
      {opened && <Suspense fallback={<Skeleton h={280} />}><PositionMap label={props.field.label} value={props.value} onChange={props.onChange} /></Suspense>}
    </div>
  );
}
