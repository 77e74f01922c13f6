import { useMemo, useRef, useState } from "react";
import { useHotkeys } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate, useParams } from "react-router-dom";
import { useCatalogue } from "../data/meta";
import NotFoundPage from "../shell/NotFoundPage";
import { Page } from "../shell/Page";
import { BulkBar } from "../bulk/BulkBar";
import { FilterBar } from "../filter/FilterBar";
import { NewButton } from "../records/NewButton";
import { RecordTable } from "./RecordTable";
import { useListState } from "./useListState";
import { useRecords } from "../data/records";

/// The list of any type: columns, filters and order come from the metadata.
export default function ListPage({ path: fixed }: { path?: string }) {
  const params = useParams();
  const path = fixed ?? params.path ?? "";
  const type = useCatalogue().data?.path(path);
  return type ? <TypedList key={path} path={path} /> : <NotFoundPage />;
}

function TypedList({ path }: { path: string }) {
  const navigate = useNavigate();
  const type = useCatalogue().data!.path(path)!;
  const state = useListState();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const searchRef = useRef<HTMLInputElement>(null);
  const query = useRecords(path, { filter: state.filter, search: state.search, order_by: state.order ?? type.order_by });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const titles = useMemo(() => Object.assign({}, ...(query.data?.pages.map((page) => page.titles) ?? [])) as Record<string, string>, [query.data]);
  const create = `/records/${path}/new`;
  useHotkeys([
    ["/", () => searchRef.current?.focus()],
    ["n", () => type.may.create && navigate(create)],
  ]);

  return (
    <Page
      title={type.plural}
      actions={<NewButton path={path} leftSection={<IconPlus size={16} aria-hidden />} data-testid="new-record" />}
    >
      <FilterBar
        type={type} search={state.search} onSearch={state.setSearch} conditions={state.conditions} onConditions={state.setConditions}
        titles={titles} searchRef={searchRef}
      />
      <RecordTable
        type={type} query={query} rows={rows} titles={titles} total={query.data?.pages[0]?.total} more={query.data?.pages[0]?.total_is_exact === false} order={state.order} onOrder={state.setOrder}
        create filtered={Boolean(state.filter || state.search)} onClear={() => { state.setConditions([]); state.setSearch(""); }}
        chosen={chosen} onChoose={setChosen}
      />
      <BulkBar type={type} rows={rows.filter((row) => chosen.has(row.id))} onDone={() => setChosen(new Set())} />
    </Page>
  );
}
