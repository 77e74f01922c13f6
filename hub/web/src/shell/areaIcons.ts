import {
  IconAddressBook, IconAffiliate, IconBoxSeam, IconBuildingWarehouse, IconBulb, IconChartBar, IconFileInvoice, IconFiles, IconFolder, IconLifebuoy, IconNotebook, IconSettings,
  IconShoppingCart, IconSpeakerphone, IconTool, IconTruck, IconUsers, type Icon,
} from "@tabler/icons-react";

/// An icon for each area; a company's own types have a box.
export const areaIcons: Record<string, Icon> = {
  crm: IconAddressBook, sales: IconShoppingCart, field: IconTool, projects: IconFolder, people: IconUsers, stock: IconBuildingWarehouse, fleet: IconTruck, billing: IconFileInvoice,
  ledger: IconNotebook, support: IconLifebuoy, marketing: IconSpeakerphone, content: IconFiles, workflow: IconAffiliate, analytics: IconChartBar, insight: IconBulb,
  admin: IconSettings, own: IconBoxSeam,
};
