import { lazy, Suspense } from "react";
import { ActionIcon, Box, NavLink, Stack } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router-dom";
import { useCatalogue } from "../data/meta";
import { activeEntry, menuFor } from "./menu";

const AreaMenu = lazy(() => import("./AreaMenu"));

/// Icons that fold out to words; on a phone always words.
export function Rail({ open, onToggle, onGo }: { open: boolean; onToggle: () => void; onGo: () => void }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const menu = menuFor(useCatalogue().data!);
  const active = activeEntry(menu, pathname);
  return (
    <Stack h="100%" gap={0}>
      <Box flex={1} mih={0} pb={{ base: "var(--phone-bar, 0px)", sm: 0 }} style={{ overflowY: "auto", scrollbarWidth: "none" }}>
        <Stack gap={4} component="nav" aria-label={t("shell.menu")}>
          {menu.map(({ to, label, icon: Icon }) => (
            <NavLink
              key={to} component={Link} to={to} onClick={onGo} className="rail-link" active={to === active} variant="subtle"
              aria-current={to === active ? "page" : undefined} aria-label={t(label)} title={open ? undefined : t(label)}
              leftSection={<Icon size={22} stroke={1.7} aria-hidden />} label={open ? t(label) : undefined}
              styles={open ? undefined : { root: { justifyContent: "center" }, section: { marginInlineEnd: 0 }, body: { display: "none" } }}
              data-testid={`menu-${to.split("/").pop() || "home"}`}
            />
          ))}
          {open && <Suspense><AreaMenu onGo={onGo} /></Suspense>}
        </Stack>
      </Box>
      <ActionIcon
        variant="subtle" color="neutral" size="lg" onClick={onToggle} aria-expanded={open} visibleFrom="sm"
        aria-label={t(open ? "shell.fold" : "shell.unfold")} mx={open ? 4 : "auto"}
      >
        {open ? <IconLayoutSidebarLeftCollapse size={20} /> : <IconLayoutSidebarLeftExpand size={20} />}
      </ActionIcon>
    </Stack>
  );
}
