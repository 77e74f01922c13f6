import { lazy, Suspense, useState } from "react";
import { Avatar, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSession } from "../session/session";

const UserMenuList = lazy(() => import("./UserMenuList"));

export function UserMenu() {
  const { t } = useTranslation();
  const user = useSession().data?.user;
  const [asked, setAsked] = useState(false);
  if (!user) return null;
  const face = (
    <>
      <Avatar name={user.name} color="primary" size={34} alt="" />
      <span className="visually-hidden">{t("shell.user", { name: user.name })}</span>
    </>
  );
  const waiting = <UnstyledButton data-testid="user-menu" aria-haspopup="menu" onClick={() => setAsked(true)}>{face}</UnstyledButton>;
  if (!asked) return waiting;
  return <Suspense fallback={waiting}><UserMenuList target={<UnstyledButton data-testid="user-menu">{face}</UnstyledButton>} /></Suspense>;
}
