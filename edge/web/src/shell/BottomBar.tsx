import { IconCalendarEvent, IconClipboardList, IconPackages, IconRefresh, IconUser, IconUsers } from "@tabler/icons-react";
import { useOwnTypes, useStatus } from "../agent/queries";
import { useText } from "../text";

const tabs = [
  { screen: "today", path: "#/", icon: IconCalendarEvent },
  { screen: "stock", path: "#/stock", icon: IconPackages },
  { screen: "customers", path: "#/customers", icon: IconUsers },
  { screen: "own", path: "#/own", icon: IconClipboardList },
  { screen: "sync", path: "#/sync", icon: IconRefresh },
  { screen: "me", path: "#/me", icon: IconUser },
] as const;

export function BottomBar({ screen }: { screen: string }) {
  const { t } = useText();
  const { data } = useStatus();
  const waiting = (data?.sync.waiting ?? 0) + (data?.sync.refused ?? 0);
  const own = useOwnTypes().data?.length ?? 0;
  const current = screen === "job" ? "today" : screen === "quotes" || screen === "take-on" ? "customers" : screen;
  return (
    <nav className="bottom" aria-label={t("nav.label")}>
      {tabs.filter((tab) => tab.screen !== "own" || own > 0).map(({ screen: name, path, icon: Icon }) => (
        <a key={name} href={path} aria-current={current === name ? "page" : undefined} data-testid={`nav-${name}`}>
          <span className="bottom-icon">
            <Icon aria-hidden />
            {name === "sync" && waiting > 0 && <span className="count" aria-hidden>{waiting}</span>}
          </span>
          {t(`nav.${name}`)}
        </a>
      ))}
    </nav>
  );
}
