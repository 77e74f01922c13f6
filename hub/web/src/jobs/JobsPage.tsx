import { useState } from "react";
import { Button, Group, Select, Skeleton, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { get, post } from "@common/api";
import { ErrorState } from "@common/components/ErrorState";
import { problemAdvice } from "@common/problem";
import { unlessForbidden } from "../data/client";
import { Page } from "../shell/Page";
import { JobCounts } from "./JobCounts";
import { JobTable } from "./JobTable";
import { kindText, type Job, type JobPage, type JobState } from "./jobs";

const refreshedEveryMs = 2000;

/// For administrators: what the hub does in the background, and what failed for good.
export default function JobsPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [state, setState] = useState<JobState>();
  const [kind, setKind] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [contains] = useDebouncedValue(text.trim(), 300);
  const query = useInfiniteQuery({
    queryKey: ["jobs", state, kind, contains],
    queryFn: ({ pageParam }) => get<JobPage>("/api/jobs/", { ...(state && { state }), ...(kind && { kind }), ...(contains && { contains }), ...(pageParam && { page_token: pageParam }) }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_page_token || undefined,
    refetchInterval: unlessForbidden(refreshedEveryMs),
    placeholderData: keepPreviousData,
  });
  const acting = useMutation({
    mutationFn: ({ job, action }: { job: Job; action: "retry" | "cancel" }) => post(`/api/jobs/${job.id}/${action}/`),
    onError: (error) => notifications.show({ color: "danger", message: problemAdvice(error, t) }),
    onSettled: () => client.invalidateQueries({ queryKey: ["jobs"] }),
  });
  const first = query.data?.pages[0];
  const kinds = Object.keys(first?.kinds ?? {}).map((value) => ({ value, label: kindText(value, t) }));
  return (
    <Page title={t("menu.jobs")} error={query.error}>
      <Text c="dimmed" mb="md">{t("jobs.text")}</Text>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {first && <JobCounts counts={first.counts} chosen={state} onChoose={setState} />}
      <Group my="md" gap="sm">
        <Select aria-label={t("jobs.of_kind")} placeholder={t("jobs.all_kinds")} data={kinds} value={kind} onChange={setKind} clearable w={220} data-testid="jobs-kind" />
        <TextInput aria-label={t("jobs.contains")} placeholder={t("jobs.contains")} leftSection={<IconSearch size={16} aria-hidden />} value={text} onChange={(event) => setText(event.currentTarget.value)} maxLength={100} w={260} data-testid="jobs-contains" />
      </Group>
      {query.isPending && <Skeleton h={320} />}
      {query.data && <JobTable jobs={query.data.pages.flatMap(({ items }) => items)} busy={acting.isPending ? acting.variables.job.id : undefined} onAct={(job, action) => acting.mutate({ job, action })} />}
      {query.hasNextPage && <Button mt="md" variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} data-testid="jobs-more">{t("jobs.more")}</Button>}
    </Page>
  );
}
