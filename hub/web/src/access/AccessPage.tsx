import { useState } from "react";
import { Anchor, Button, Group, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { IconEye, IconMapPin, IconUserCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { Age } from "@common/components/Age";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import { place } from "@common/format";
import { wallClock } from "@common/zone";
import { api } from "../data/api";
import { unlessForbidden } from "../data/client";
import { recordHref, useCatalogue } from "../data/meta";
import { Page } from "../shell/Page";
import { MiniTable } from "../workorder/MiniTable";
import { deedText, endText, hasReadTooMuch, logHref, whyText, type Stopped } from "./access";
import { LetInDialog } from "./LetInDialog";
import { Policy } from "./Policy";

const refreshedEveryMs = 30_000;

export const useStopped = () =>
  useQuery({
    queryKey: ["blocked-users"],
    queryFn: ({ signal }) => api.get("/api/blocked-users/", {}, signal) as Promise<{ items: Stopped[] }>,
    refetchInterval: unlessForbidden(refreshedEveryMs),
  });

/// For administrators: who was stopped for odd access, why, and the way back in.
export default function AccessPage() {
  const { t } = useTranslation();
  const query = useStopped();
  const [asked, setAsked] = useState<Stopped>();
  return (
    <Page title={t("menu.access")} error={query.error}>
      <Stack gap="md">
        <Text c="dimmed" maw={760}>
          {t("access.text")} <Anchor component={Link} inherit underline="always" to="/security">{t("access.to_security")}</Anchor>
        </Text>
        {query.isPending && <Skeleton h={160} />}
        {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && <StoppedTable people={query.data.items} onAsk={setAsked} />}
        <Policy />
      </Stack>
      {asked && <LetInDialog one={asked} onClose={() => setAsked(undefined)} />}
    </Page>
  );
}

export function StoppedTable({ people, onAsk }: { people: Stopped[]; onAsk: (one: Stopped) => void }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data;
  if (people.length === 0) return <Paper withBorder bg="var(--surface)" data-testid="access-none"><EmptyState title={t("access.none")} text={t("access.none_text")} icon={<IconUserCheck size={24} />} /></Paper>;
  const dayOf = (one: Stopped) => wallClock(one.since, place().zone).day;
  return (
    <Paper withBorder p="sm" bg="var(--surface)"><MiniTable
      label={t("menu.access")} rows={people} rowKey={(one) => `${one.user}-${one.why}`} testId="access"
      columns={[
        { label: t("access.person"), cell: (one) => <Anchor component={Link} to={recordHref("users", one.user)} fw={500} style={{ overflowWrap: "anywhere" }}>{one.login}</Anchor> },
        { label: t("access.reason"), lead: true, cell: (one) => <Why one={one} /> },
        { label: t("access.what"), cell: (one) => <Text span size="sm" style={{ overflowWrap: "anywhere" }} data-testid={`deed-${one.user}`}>{deedText(one, catalogue, t)}</Text> },
        { label: t("access.since"), cell: (one) => <><Age at={one.since} /> <Text span size="sm" c="dimmed" display="block">{endText(one, t)}</Text></> },
        {
          label: "",
          cell: (one) => (
            <Group gap="xs" component="span">
              <Button component={Link} to={logHref(one, dayOf(one))} size="compact-sm" variant="subtle" data-testid={`access-log-${one.user}`}>{t(hasReadTooMuch(one) ? "access.log_reads" : "access.log_sign_ins")}</Button>
              <Button size="compact-sm" variant="default" onClick={() => onAsk(one)} data-testid={`let-in-${one.user}`}>{t("access.let_in")}</Button>
            </Group>
          ),
        },
      ]}
    /></Paper>
  );
}

function Why({ one }: { one: Stopped }) {
  const { t } = useTranslation();
  const Icon = hasReadTooMuch(one) ? IconEye : IconMapPin;
  return <Text span size="sm" c="attention" fw={500} data-testid={`why-${one.user}`}><Icon size={16} aria-hidden style={{ verticalAlign: "-3px" }} /> {whyText(one, t)}</Text>;
}
