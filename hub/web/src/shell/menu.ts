import {
  IconAddressBook, IconBuildingWarehouse, IconCalendarTime, IconFileInvoice, IconForms, IconGitMerge, IconHistory, IconHome, IconLayoutList, IconScale,
  IconShieldLock, IconSparkles, IconStack2, IconTarget, IconTool, IconTruck, IconUserExclamation, IconUserSearch, IconVersions,
  type Icon,
} from "@tabler/icons-react";
import { maySeeBoard, maySell, sellsOnly, type Catalogue } from "../data/meta";

export interface MenuEntry {
  to: string;
  label: string;
  icon: Icon;
  /// The type one must be able to read for this page to make sense; none = everybody.
  needs?: string;
  /// Reading it is not enough: one must be able to make such records.
  makes?: boolean;
  /// Reading some is not enough: the page shows all of them.
  all?: boolean;
  /// Shows everybody's visits.
  board?: boolean;
  /// For those who make deals.
  sells?: boolean;
}

const entries: MenuEntry[] = [
  { to: "/", label: "menu.home", icon: IconHome },
  { to: "/dispatch", label: "menu.dispatch", icon: IconCalendarTime, needs: "scheduled-events", board: true },
  { to: "/records/work-orders", label: "menu.work_orders", icon: IconTool, needs: "work-orders" },
  { to: "/records/accounts", label: "menu.accounts", icon: IconAddressBook, needs: "accounts" },
  { to: "/records/leads", label: "menu.leads", icon: IconUserSearch, needs: "leads", sells: true },
  { to: "/records/deals", label: "menu.deals", icon: IconTarget, needs: "deals", sells: true },
  { to: "/stock", label: "menu.stock", icon: IconBuildingWarehouse, needs: "stock-moves" },
  { to: "/invoices", label: "menu.invoices", icon: IconFileInvoice, needs: "invoices" },
  { to: "/trial-balance", label: "menu.trial_balance", icon: IconScale, needs: "journal-entries" },
  { to: "/vans", label: "menu.vans", icon: IconTruck, needs: "devices", all: true },
  { to: "/conflicts", label: "menu.conflicts", icon: IconGitMerge, needs: "sync-conflicts", all: true },
  { to: "/types", label: "menu.builder", icon: IconForms, needs: "custom-types", makes: true },
  { to: "/security", label: "menu.security", icon: IconShieldLock, needs: "api-clients" },
  { to: "/jobs", label: "menu.jobs", icon: IconStack2, needs: "api-clients" },
  { to: "/data-quality", label: "menu.data_quality", icon: IconSparkles, needs: "record-merges" },
  { to: "/access", label: "menu.access", icon: IconUserExclamation, needs: "api-clients" },
  { to: "/audit", label: "menu.audit", icon: IconHistory, needs: "api-clients" },
  { to: "/api-versions", label: "menu.api_versions", icon: IconVersions, needs: "api-clients" },
  { to: "/records", label: "menu.records", icon: IconLayoutList },
];

export function menuFor(catalogue: Catalogue): MenuEntry[] {
  const shown = entries.filter((entry) => {
    const type = entry.needs ? catalogue.path(entry.needs) : undefined;
    return (!entry.needs || (type && catalogue.inMenu(type) && (!entry.makes || type.may.create) && (!entry.all || type.may.read_all))) && (!entry.board || maySeeBoard(catalogue)) && (!entry.sells || maySell(catalogue));
  });
  if (!sellsOnly(catalogue)) return shown;
  // Whoever sells and plans no visits begins with what is his.
  return [...shown.filter((one) => one.to === "/"), ...shown.filter((one) => one.sells), ...shown.filter((one) => one.to !== "/" && !one.sells)];
}

/// What a thumb reaches on a phone: the first pages of the menu.
export const phoneMenu = (menu: MenuEntry[]): MenuEntry[] => menu.filter(({ to }) => to !== "/records").slice(0, 3);

/// The one entry that is lit: the longest that the path begins with; work orders and invoices live at two addresses.
export function activeEntry(menu: MenuEntry[], pathname: string): string | undefined {
  const path = pathname.replace(/^\/work-orders/, "/records/work-orders").replace(/^\/records\/invoices/, "/invoices");
  const fits = menu.filter(({ to }) => (to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`)));
  return fits.sort((a, b) => b.to.length - a.to.length)[0]?.to;
}
