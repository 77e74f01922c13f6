import {
  IconAlignLeft, IconArrowsLeftRight, IconAt, IconCalendar, IconCalendarTime, IconCash, IconCircleDot, IconClock, IconColorSwatch, IconHash, IconLetterCase, IconLink,
  IconMapPin, IconNumber123, IconPercentage, IconPhone, IconRuler2, IconToggleLeft, type Icon,
} from "@tabler/icons-react";
import type { FieldKind } from "@common/meta";

/// What kinds of fields a company can make, in the order in which they are offered. `as`: how forms know them.
export interface Kind {
  name: string;
  icon: Icon;
  as: FieldKind;
  widget?: string;
  may: { unique?: boolean; choices?: boolean; refers?: boolean; range?: boolean; length?: boolean; unit?: boolean; begins?: boolean };
}

export const kinds: Kind[] = [
  { name: "text", icon: IconLetterCase, as: "text", may: { unique: true, length: true, begins: true } },
  { name: "long_text", icon: IconAlignLeft, as: "text", widget: "text_area", may: { length: true, begins: true } },
  { name: "integer", icon: IconHash, as: "integer", may: { unique: true, range: true, unit: true, begins: true } },
  { name: "decimal", icon: IconNumber123, as: "decimal", may: { unique: true, range: true, unit: true, begins: true } },
  { name: "boolean", icon: IconToggleLeft, as: "boolean", may: { begins: true } },
  { name: "date", icon: IconCalendar, as: "date", may: { unique: true } },
  { name: "instant", icon: IconCalendarTime, as: "instant", may: { unique: true } },
  { name: "choice", icon: IconCircleDot, as: "choice", may: { unique: true, choices: true, begins: true } },
  { name: "reference", icon: IconArrowsLeftRight, as: "reference", may: { unique: true, refers: true } },
  { name: "money", icon: IconCash, as: "money", may: { unique: true } },
  { name: "quantity", icon: IconRuler2, as: "quantity", may: { unique: true } },
  { name: "percent", icon: IconPercentage, as: "decimal", widget: "percent", may: { unique: true, range: true, begins: true } },
  { name: "duration", icon: IconClock, as: "integer", widget: "duration_minutes", may: { unique: true, range: true, begins: true } },
  { name: "position", icon: IconMapPin, as: "position", may: {} },
  { name: "phone", icon: IconPhone, as: "text", widget: "phone", may: { unique: true, begins: true } },
  { name: "email", icon: IconAt, as: "text", widget: "email", may: { unique: true, begins: true } },
  { name: "url", icon: IconLink, as: "text", widget: "url", may: { unique: true, begins: true } },
  { name: "color", icon: IconColorSwatch, as: "text", widget: "color", may: { unique: true, begins: true } },
];

export const kindNamed = (name: string): Kind => kinds.find((one) => one.name === name) ?? kinds[0]!;
