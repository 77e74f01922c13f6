import { useEffect, type ReactNode } from "react";
import { Box, Group, Title } from "@mantine/core";
import { Crumbs, type Crumb } from "./Crumbs";

/// Frame of every page: its place, its name, its main actions, its content.
export function Page(props: {
  title: string;
  crumbs?: Crumb[];
  badge?: ReactNode;
  actions?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${props.title} · Truckroll`;
  }, [props.title]);
  return (
    <Box className={props.wide ? "page-wide" : "page"}>
      {props.crumbs && <Crumbs crumbs={props.crumbs} />}
      <Group justify="space-between" align="flex-start" mb="md" gap="sm">
        <Group gap="sm" style={{ minWidth: 0 }}>
          <Title order={1} style={{ overflowWrap: "anywhere" }} data-testid="page-title">{props.title}</Title>
          {props.badge}
        </Group>
        <Group gap="xs">{props.actions}</Group>
      </Group>
      {props.children}
    </Box>
  );
}
