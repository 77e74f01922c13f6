import { ActionIcon, Box, Button, Group, Kbd, Text } from "@mantine/core";
import { IconKeyboard, IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { useSession } from "../session/session";
import { LiveBadge } from "./LiveBadge";
import { SchemeSwitch } from "./SchemeSwitch";
import { UserMenu } from "./UserMenu";

interface Props {
  onPalette: () => void;
  onKeys: () => void;
}

export function TopBar({ onPalette, onKeys }: Props) {
  const { t } = useTranslation();
  const session = useSession().data;
  return (
    <Group h="100%" justify="space-between" wrap="nowrap" gap="sm">
      <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
        <Link to="/" className="plain-link" style={{ minWidth: 0 }}>
          <Group gap={8} wrap="nowrap">
            <img src="/icon.svg" alt={t("menu.home")} width={28} height={28} />
            <Text fw={700} fz={16} visibleFrom="sm" truncate>{session?.tenant?.name || "Truckroll"}</Text>
          </Group>
        </Link>
      </Group>
      <Button
        variant="default" color="neutral" onClick={onPalette} visibleFrom="sm" w={320} miw={140} style={{ flexShrink: 3 }} justify="space-between" fw={400}
        leftSection={<IconSearch size={16} aria-hidden />} rightSection={<Kbd size="xs">Ctrl K</Kbd>} data-testid="open-palette"
        styles={{ label: { flex: 1, textAlign: "left" } }}
      >
        {t("palette.open")}
      </Button>
      <Group gap={4} wrap="nowrap" style={{ flexShrink: 0 }}>
        <Box hiddenFrom="sm">
          <ActionIcon variant="subtle" color="neutral" size="lg" onClick={onPalette} aria-label={t("palette.open")}>
            <IconSearch size={20} />
          </ActionIcon>
        </Box>
        <LiveBadge />
        <ActionIcon variant="subtle" color="neutral" size="lg" onClick={onKeys} aria-label={t("keys.title")} title={t("keys.title")} visibleFrom="sm">
          <IconKeyboard size={20} />
        </ActionIcon>
        <SchemeSwitch />
        <UserMenu />
      </Group>
    </Group>
  );
}
