import {
  IconBolt, IconBook, IconBox, IconBuilding, IconCalendar, IconCamera, IconCar, IconCertificate, IconClipboardList, IconDroplet, IconFileText, IconFlame, IconGauge, IconKey,
  IconLeaf, IconMapPin, IconPackage, IconPuzzle, IconReceipt, IconRecycle, IconShieldCheck, IconStar, IconTemperature, IconTool, IconTrash, IconUser, IconUsers, IconWind, type Icon,
} from "@tabler/icons-react";

/// The pictures that a company can give its own record types.
export const typeIcons: Record<string, Icon> = {
  puzzle: IconPuzzle, "clipboard-list": IconClipboardList, book: IconBook, "file-text": IconFileText, certificate: IconCertificate, receipt: IconReceipt, gauge: IconGauge,
  temperature: IconTemperature, flame: IconFlame, droplet: IconDroplet, wind: IconWind, bolt: IconBolt, tool: IconTool, key: IconKey, camera: IconCamera, car: IconCar, building: IconBuilding,
  "map-pin": IconMapPin, box: IconBox, package: IconPackage, calendar: IconCalendar, user: IconUser, users: IconUsers, star: IconStar, "shield-check": IconShieldCheck, leaf: IconLeaf,
  recycle: IconRecycle, trash: IconTrash,
};

export const typeIcon = (name: string | undefined): Icon => typeIcons[name ?? ""] ?? IconPuzzle;
