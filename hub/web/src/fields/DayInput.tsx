import type { ReactNode } from "react";
import { DateInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import "dayjs/locale/de";
import { useTranslation } from "react-i18next";
import { dayHint, dayPattern, readDay } from "./day";

interface Props {
  value: string | null | undefined;
  onChange: (day: string | null) => void;
  label?: ReactNode;
  description?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  readOnly?: boolean;
  name?: string;
  w?: number;
  miw?: number;
  flex?: number;
  "aria-label"?: string;
  "data-testid"?: string;
}

/// A day, typed or picked, as the reader's region writes it; it goes out as in ISO 8601.
export function DayInput({ value, onChange, required, ...rest }: Props) {
  const { i18n } = useTranslation();
  const pattern = dayPattern();
  return (
    <DateInput
      {...rest} required={required} value={value || null} onChange={onChange} valueFormat={pattern} dateParser={(text) => readDay(text)} placeholder={dayHint()}
      allowDeselect={!required} locale={i18n.language} firstDayOfWeek={1} weekendDays={[]} hideOutsideDates popoverProps={{ withinPortal: true, shadow: "md" }}
    />
  );
}
