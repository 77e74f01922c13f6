import { useEffect, type ReactNode } from "react";
import { Box, Group, Title } from "@mantine/core";
import { ErrorState } from "@common/components/ErrorState";
import { isForbidden } from "@common/problem";
import { Crumbs, type Crumb } from "./Crumbs";

/// Frame of every page: its place, its name, its main actions, its content. Who may not read what the page is made of is told that, and
/// nothing else: he has no use for its filters and buttons.
export function Page(props: {
  title: string;
  crumbs?: Crumb[];
  badge?: ReactNode;
  actions?: ReactNode;
  wide?: boolean;
  /// Why what the page is made of could not be read.
  error?: unknown;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${props.title} · Truckroll`;
  }, [props.title]);
  const refused = isForbidden(props.error);
  return (
    <Box className={props.wide ? "page-wide" : "page"}>
      {props.crumbs && <Crumbs crumbs={props.crumbs} />}
      <Group justify="space-between" align="flex-start" mb="md" gap="sm">
        <Group gap="sm" style={{ minWidth: 0 }}>
          <Title order={1} style={{ overflowWrap: "anywhere" }} data-testid="page-title">{props.title}</Title>
          {!refused && props.badge}
        </Group>
        <Group gap="xs">{!refused && props.actions}</Group>
      </Group>
      {refused ? <ErrorState error={props.error} /> : props.children}
    </Box>
  );
}
