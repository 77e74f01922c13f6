import { useMemo } from "react";
import { Box } from "@mantine/core";
import type { TypeMeta } from "@common/meta";
import { useRecords } from "../data/records";
import { RecordTable } from "../list/RecordTable";

/// The rows of another type under a filter, inside a record's page.
export function RelatedRows({ type, filter }: { type: TypeMeta; filter: string }) {
  const query = useRecords(type.path, { filter, order_by: type.order_by });
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  const titles = useMemo(() => Object.assign({}, ...(pages?.map((page) => page.titles) ?? [])) as Record<string, string>, [pages]);
  return (
    <Box mt="xs" mb="sm" className="related-rows">
      <RecordTable type={type} query={query} rows={rows} titles={titles} total={pages?.[0]?.total} more={pages?.[0]?.total_is_exact === false} />
    </Box>
  );
}
