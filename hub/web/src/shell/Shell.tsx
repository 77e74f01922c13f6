import { lazy, Suspense, useState } from "react";
import { AppShell } from "@mantine/core";
import { useDisclosure, useHotkeys, useLocalStorage } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation } from "react-router-dom";
import { Delayed } from "@common/components/Delayed";
import { LeaveGuard } from "./LeaveGuard";
import { PageGuard } from "./PageGuard";
import { PageSkeleton } from "./PageSkeleton";
import { PhoneBar } from "./PhoneBar";
import { Rail } from "./Rail";
import { AlarmBanner } from "./AlarmBanner";
import { StaleBanner } from "./StaleBanner";
import { TopBar } from "./TopBar";

const KeysHelp = lazy(() => import("./KeysHelp"));
const Palette = lazy(() => import("./Palette"));

export function Shell() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const [wide, setWide] = useLocalStorage({ key: "truckroll.rail", defaultValue: false, getInitialValueInEffect: false });
  const [drawer, { toggle, close }] = useDisclosure(false);
  const [keys, { open: showKeys, close: hideKeys }] = useDisclosure(false);
  const [palette, setPalette] = useState(false);
  const openPalette = () => setPalette(true);
  useHotkeys([["mod+K", openPalette]], []);
  useHotkeys([["shift+?", showKeys], ["?", showKeys]]);

  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: wide ? 248 : 64, breakpoint: "sm", collapsed: { mobile: !drawer } }}
      padding={0}
    >
      <a href="#content" className="skip-link">{t("shell.skip")}</a>
      <AppShell.Header px="sm">
        <TopBar onPalette={openPalette} onKeys={showKeys} />
      </AppShell.Header>
      <AppShell.Navbar p={8}>
        <Rail open={wide || drawer} onToggle={() => setWide(!wide)} onGo={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} style={{ outline: "none" }}>
        <StaleBanner />
        <AlarmBanner />
        <PageGuard key={pathname}>
          <Suspense fallback={<Delayed><PageSkeleton /></Delayed>}>
            <Outlet />
          </Suspense>
        </PageGuard>
      </AppShell.Main>
      <PhoneBar opened={drawer} onMenu={toggle} onSearch={openPalette} />
      <LeaveGuard />
      <Suspense>{palette && <Palette onClose={() => setPalette(false)} />}</Suspense>
      <Suspense>{keys && <KeysHelp onClose={hideKeys} />}</Suspense>
    </AppShell>
  );
}
