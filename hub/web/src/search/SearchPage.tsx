import { useEffect, useRef, useState } from "react";
import { Alert, Group, Skeleton, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router-dom";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import { useSearch, type Answer } from "../data/search";
import { Page } from "../shell/Page";
import { Facets } from "./Facets";
import { FoundList } from "./FoundList";
import { SavedSearches } from "./SavedSearches";

/// Everything that the words find, by type; words and type stand in the address.
export default function SearchPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const asked = params.get("q") ?? "";
  const type = params.get("type") ?? "";
  const [text, setText] = useState(asked);
  const [slow] = useDebouncedValue(text, 250);
  const first = useRef(true);
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([["/", () => input.current?.focus()]]);
  const set = (q: string, path: string) => setParams({ ...(q && { q }), ...(path && { type: path }) }, { replace: true });
  useEffect(() => setText(asked), [asked]);
  useEffect(() => {
    if (first.current) first.current = false;
    else if (slow.trim() !== asked) set(slow.trim(), type);
  }, [slow]); // eslint-disable-line react-hooks/exhaustive-deps
  const query = useSearch(asked, type);
  return (
    <Page title={t("search.title")}>
      <Stack gap="md">
        <TextInput
          type="search" size="md" value={text} placeholder={t("search.hint")} aria-label={t("search.hint")} autoFocus data-testid="search-input" ref={input}
          leftSection={<IconSearch size={18} aria-hidden />} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={toResults} data-search
        />
        <SavedSearches text={asked} type={type} />
        {asked === "" && <EmptyState title={t("search.start")} text={t("search.start_text")} />}
        {asked !== "" && query.isPending && <Skeleton h={320} />}
        {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {asked !== "" && query.data && <Results text={asked} answer={query.data} type={type} onType={(path) => set(asked, path)} />}
      </Stack>
    </Page>
  );
}

/// Down from the box is the first result.
function toResults(event: React.KeyboardEvent) {
  if (event.key !== "ArrowDown") return;
  document.querySelector<HTMLElement>("[data-testid=found] a")?.focus();
  event.preventDefault();
}

function Results({ text, answer, type, onType }: { text: string; answer: Answer; type: string; onType: (path: string) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Notes answer={answer} />
      {answer.items.length === 0 && !type && <EmptyState title={t("search.none")} text={t("search.none_text")} />}
      {(answer.items.length > 0 || type) && (
        <Group align="flex-start" gap="lg" className="search-columns">
          <Facets text={text} answer={answer} type={type} onType={onType} />
          {answer.items.length > 0 ? <FoundList items={answer.items} /> : <EmptyState title={t("search.none")} text={t("search.none_text")} />}
        </Group>
      )}
    </>
  );
}

/// What was read otherwise than it was typed.
function Notes({ answer }: { answer: Answer }) {
  const { t } = useTranslation();
  const corrected = Object.entries(answer.corrected);
  return (
    <>
      {!answer.is_complete && <Alert color="warning" role="status">{t("search.building")}</Alert>}
      {answer.left_out.length > 0 && <Alert role="status" data-testid="left-out">{t("search.left_out", { words: answer.left_out.join(" ") })}</Alert>}
      {corrected.length > 0 && (
        <Alert role="status" data-testid="corrected">
          {corrected.map(([word, read]) => <div key={word}>{t("search.corrected", { word, read: read.slice(0, 4).join(", ") })}</div>)}
        </Alert>
      )}
    </>
  );
}
