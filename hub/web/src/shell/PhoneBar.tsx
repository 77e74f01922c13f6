import { UnstyledButton } from "@mantine/core";
import { IconMenu2, IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router-dom";
import { useCatalogue } from "../data/meta";
import { activeEntry, menuFor, phoneMenu } from "./menu";

/// On a phone the way around is at the bottom, under the thumb.
export function PhoneBar({ opened, onMenu, onSearch }: { opened: boolean; onMenu: () => void; onSearch: () => void }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const menu = menuFor(useCatalogue().data!);
  const active = activeEntry(menu, pathname);
  return (
    <nav className="phone-bar" aria-label={t("menu.phone")} data-testid="phone-bar">
      {phoneMenu(menu).map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} aria-current={to === active ? "page" : undefined}><Icon size={22} stroke={1.7} aria-hidden /><span>{t(`${label}_short`, { defaultValue: t(label) })}</span></Link>
      ))}
      <UnstyledButton onClick={onSearch} data-testid="phone-search"><IconSearch size={22} stroke={1.7} aria-hidden /><span>{t("menu.find")}</span></UnstyledButton>
      <UnstyledButton onClick={onMenu} aria-expanded={opened} data-testid="phone-menu"><IconMenu2 size={22} stroke={1.7} aria-hidden /><span>{t("menu.more")}</span></UnstyledButton>
    </nav>
  );
}
