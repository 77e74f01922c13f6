import { Center, Code, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { QrCode } from "@common/components/QrCode";

/// What the hub gives for an authenticator app, once.
export interface Enrolment {
  enrolment: string;
  secret: string;
  uri: string;
}

/// The picture for the app, and the same as text.
export function AppSetup({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs">
      <Text size="sm">{t("factor.scan")}</Text>
      <Center><QrCode text={enrolment.uri} label={t("factor.qr")} /></Center>
      <Text size="sm" c="dimmed">{t("factor.or_type")}</Text>
      <Code block data-testid="factor-secret" style={{ overflowWrap: "anywhere", whiteSpace: "normal" }}>{enrolment.secret.replace(/(.{4})(?=.)/g, "$1 ")}</Code>
    </Stack>
  );
}
