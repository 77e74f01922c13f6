import { lazy, Suspense, useState, type ReactNode } from "react";
import { Menu, Text } from "@mantine/core";
import { IconLanguage, IconLock, IconLogout, IconSettings, IconShieldLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { setPlace } from "@common/format";
import { chooseLanguage, languages } from "@common/i18n";
import { queryClient } from "../data/client";
import { recordHref } from "../data/meta";
import { patchRecord, recordQuery } from "../data/records";
import { useSession, useSignOut } from "../session/session";
import { leave } from "./unsaved";

const PasswordDialog = lazy(() => import("../session/PasswordDialog"));

const languageNames = { en: "English", de: "Deutsch" };

/// Loaded when it is first opened: what floats over a page is a tenth of what the first page needs.
export default function UserMenuList({ target }: { target: ReactNode }) {
  const { t, i18n } = useTranslation();
  const user = useSession().data?.user;
  const signOut = useSignOut();
  const [changing, setChanging] = useState(false);
  if (!user) return null;
  const choose = async (language: (typeof languages)[number]) => {
    setPlace(language, user.zone);
    await chooseLanguage(language);
    // For the next time and other browsers; where it cannot be kept, it holds until the page is loaded anew.
    const { version } = await queryClient.fetchQuery(recordQuery("users", user.id));
    await patchRecord("users", user.id, version, { language });
  };
  return (
    <>
      {changing && <Suspense fallback={null}><PasswordDialog onClose={() => setChanging(false)} /></Suspense>}
      <Menu defaultOpened position="bottom-end" width={220} withinPortal>
        <Menu.Target>
          {target}
        </Menu.Target>
        <Menu.Dropdown>
          <Text px="sm" py={4} fw={600}>{user.name}</Text>
          <Text px="sm" pb={4} size="sm" c="dimmed">{user.login}</Text>
          <Menu.Divider />
          {languages.map((language) => (
            <Menu.Item
              key={language} leftSection={<IconLanguage size={16} />} onClick={() => void choose(language).catch(() => {})}
              fw={i18n.language === language ? 600 : undefined} aria-current={i18n.language === language || undefined}
            >
              {languageNames[language]}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item component={Link} to={`${recordHref("users", user.id)}?edit=1`} leftSection={<IconSettings size={16} />} data-testid="my-settings">{t("shell.settings")}</Menu.Item>
          <Menu.Item component={Link} to="/account" leftSection={<IconShieldLock size={16} />} data-testid="my-account">{t("account.title")}</Menu.Item>
          <Menu.Item leftSection={<IconLock size={16} />} onClick={() => setChanging(true)} data-testid="change-password">
            {t("password.title")}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => leave(() => void signOut())} data-testid="sign-out">
            {t("shell.sign_out")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
