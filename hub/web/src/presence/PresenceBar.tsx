import { Avatar, Group, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Present } from "./usePresence";

/// The faces of those who look at the same record; who edits has a ring.
export function PresenceBar({ people }: { people: Present[] }) {
  const { t } = useTranslation();
  return (
    <Group gap={4} role="status" data-testid="presence">
      {people.length > 0 && <VisuallyHidden>{t("presence.here", { names: people.map(({ name }) => name).join(", ") })}</VisuallyHidden>}
      {people.map(({ id, name, editing }) => (
        <Avatar
          key={id} name={name} size={30} color={editing ? "attention" : "primary"} alt="" title={t(editing ? "presence.edits" : "presence.looks", { name })} data-testid={`present-${id}`}
          style={editing ? { outline: "2px solid var(--mantine-color-attention-6)" } : undefined}
        />
      ))}
    </Group>
  );
}
