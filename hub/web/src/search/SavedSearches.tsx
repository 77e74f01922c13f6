import { useState } from "react";
import { Badge, Button, CloseButton, Group, Paper } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconBookmark } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { problemAdvice } from "@common/problem";
import { useCatalogue } from "../data/meta";
import { createRecord, deleteRecord, listRecords, useTouched } from "../data/records";
import { foundCount, searchHref, useSearch } from "../data/search";
import { NameDialog } from "../dialogs/NameDialog";
import { useSession } from "../session/session";
import { viewsPath } from "../views/useViews";
import type { SavedView } from "../views/view";

function useSearches() {
  const enabled = useCatalogue().data?.path(viewsPath) !== undefined;
  return useQuery({
    queryKey: ["list", viewsPath, "searches"],
    enabled,
    queryFn: ({ signal }) => listRecords(viewsPath, { filter: 'kind = "search"', order_by: "name", page_size: 20 }, signal),
    select: (page) => page.items as SavedView[],
  });
}

interface Props {
  text: string;
  type: string;
}

/// Searches that were kept under a name, each with how much it finds now; and the way to keep this one.
export function SavedSearches({ text, type }: Props) {
  const { t } = useTranslation();
  const catalogue = useCatalogue().data!;
  const user = useSession().data?.user.id;
  const touched = useTouched();
  const [asking, setAsking] = useState(false);
  const searches = useSearches().data;
  if (!searches) return null;
  const pathOf = (one: SavedView) => catalogue.named(one.of_type)?.path ?? "";
  const isKept = searches.some((one) => one.search === text && pathOf(one) === type);
  const save = async (name: string) => {
    const of = catalogue.path(type)?.name;
    await createRecord(viewsPath, { name, kind: "search", search: text, owner: user, ...(of && { of_type: of }) });
    await touched(viewsPath);
    setAsking(false);
  };
  const remove = (one: SavedView) =>
    void deleteRecord(viewsPath, one.id, one.version).then(() => touched(viewsPath)).catch((error: unknown) => notifications.show({ color: "danger", title: one.name, message: problemAdvice(error, t) }));
  return (
    <Group gap="xs" component="section" aria-label={t("search.saved")} data-testid="saved-searches">
      {searches.map((one) => (
        <SavedSearch key={one.id} search={one} path={pathOf(one)} active={one.search === text && pathOf(one) === type} onRemove={one.owner === user ? () => remove(one) : undefined} />
      ))}
      {text !== "" && !isKept && <Button size="xs" variant="subtle" leftSection={<IconBookmark size={16} aria-hidden />} onClick={() => setAsking(true)} data-testid="save-search">{t("search.save")}</Button>}
      {asking && <NameDialog title={t("search.save")} name={text} onSave={save} onClose={() => setAsking(false)} />}
    </Group>
  );
}

interface OneProps {
  search: SavedView;
  path: string;
  active: boolean;
  onRemove?: () => void;
}

function SavedSearch({ search, path, active, onRemove }: OneProps) {
  const { t } = useTranslation();
  const count = foundCount(useSearch(search.search ?? "", path).data);
  return (
    <Paper withBorder px={10} py={2} bg={active ? "var(--primary-ground)" : "var(--surface)"} data-testid={`search-${search.name}`}>
      <Group gap={6} wrap="nowrap">
        <Link to={searchHref(search.search ?? "", path)} className="plain-link" aria-current={active ? "page" : undefined}>{search.name}</Link>
        {count && <Badge color="neutral" tt="none" data-testid={`search-${search.name}-count`}>{count}</Badge>}
        {onRemove && <CloseButton size="sm" aria-label={t("search.forget", { name: search.name })} onClick={onRemove} data-testid={`forget-${search.name}`} />}
      </Group>
    </Paper>
  );
}
