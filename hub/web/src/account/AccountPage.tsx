import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Page } from "../shell/Page";
import { AppsSection } from "./AppsSection";
import { FactorSection } from "./FactorSection";
import { KeysSection } from "./KeysSection";
import { SessionsSection } from "./SessionsSection";

/// One's own sign-in: second factor, where one is signed in, what acts for one.
export default function AccountPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("account.title")}>
      <Stack gap="lg" maw={900}>
        <FactorSection />
        <SessionsSection />
        <KeysSection />
        <AppsSection />
      </Stack>
    </Page>
  );
}
