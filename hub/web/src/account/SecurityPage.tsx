import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Page } from "../shell/Page";
import { BlockedSection, useBlocked } from "./BlockedSection";
import { FeedsSection } from "./FeedsSection";
import { KeysSection } from "./KeysSection";
import { SessionsSection } from "./SessionsSection";

/// For administrators: who guesses, who is signed in, which programs call.
export default function SecurityPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("menu.security")} error={useBlocked().error}>
      <Stack gap="lg">
        <BlockedSection />
        <KeysSection everybody />
        <FeedsSection />
        <SessionsSection everybody />
      </Stack>
    </Page>
  );
}
