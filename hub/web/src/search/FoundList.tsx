import { Anchor, Badge, Group, Mark, Paper, Stack, Text } from "@mantine/core";
import "@mantine/core/styles/Mark.css";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { StateBadge } from "@common/components/StateBadge";
import { recordHref, stateLabel, useCatalogue, withReadableTimes } from "../data/meta";
import type { Found } from "../data/search";

/// The records, each with the place where the words stand. Arrow keys go from one to the next, and from the first back up.
export function FoundList({ items }: { items: Found[] }) {
  return (
    <Stack gap="xs" style={{ flex: "1 1 320px", minWidth: 0 }} component="ul" p={0} m={0} data-testid="found">
      {items.map((item) => <FoundItem key={item.id} item={item} />)}
    </Stack>
  );
}

/// The neighbour's link takes the focus.
function move(event: React.KeyboardEvent<HTMLAnchorElement>) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const row = event.currentTarget.closest("li");
  const next = event.key === "ArrowDown" ? row?.nextElementSibling : row?.previousElementSibling;
  if (next) next.querySelector("a")?.focus();
  else if (event.key === "ArrowUp") document.querySelector<HTMLElement>("[data-search]")?.focus();
  event.preventDefault();
}

function FoundItem({ item }: { item: Found }) {
  const { t } = useTranslation();
  const type = useCatalogue().data!.path(item.path);
  return (
    <Paper withBorder p="sm" bg="var(--surface)" component="li" style={{ listStyle: "none" }} data-testid={`found-${item.id}`}>
      <Group gap="xs" wrap="wrap">
        <Anchor component={Link} to={recordHref(item.path, item.id)} fw={600} onKeyDown={move} style={{ overflowWrap: "anywhere" }}>
          {withReadableTimes(item.title)}
        </Anchor>
        <Badge color="neutral" tt="none">{type?.label ?? item.type}</Badge>
        {item.state && <StateBadge state={item.state} label={stateLabel(type, item.state)} />}
        {item.corrected && <Text size="xs" c="dimmed">{t("search.near")}</Text>}
      </Group>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {item.found.pieces.map((piece, index) => (piece.match ? <Mark key={index}>{piece.text}</Mark> : piece.text))}
      </Text>
    </Paper>
  );
}
