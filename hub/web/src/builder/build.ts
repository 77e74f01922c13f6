import { useQuery } from "@tanstack/react-query";
import type { RecordData } from "@common/meta";
import { listRecords } from "../data/records";
import { comparison } from "../filter/filter";
import { emptyType, fieldOf, ownName, typeOf } from "./draft";
import type { Build } from "./useBuilder";

/// All records that a filter finds, page by page.
async function readAll(path: string, filter: string, order: string, signal?: AbortSignal): Promise<RecordData[]> {
  const items: RecordData[] = [];
  let token = "";
  do {
    const page = await listRecords(path, { filter, order_by: order, page_size: 100, page_token: token }, signal);
    items.push(...page.items);
    token = page.next_page_token;
  } while (token);
  return items;
}

export const useOwnTypes = () => useQuery({ queryKey: ["list", "custom-types", "all"], queryFn: ({ signal }) => readAll("custom-types", "", "label", signal) });
export const useOwnFields = () => useQuery({ queryKey: ["list", "custom-fields", "all"], queryFn: ({ signal }) => readAll("custom-fields", "", "of_type,order", signal) });

export interface Role {
  key: string;
  name: string;
}

/// Whom rights can be given to.
export const useRoles = () =>
  useQuery({
    queryKey: ["list", "roles", "all"],
    queryFn: ({ signal }) => readAll("roles", "", "name", signal),
    select: (roles): Role[] => roles.map(({ key, name }) => ({ key: String(key), name: String(name) })),
  });

/// A type's fields as they stand, those out of use last. `key`: of an own type.
export async function loadBuild(of: string, key?: string): Promise<Build | undefined> {
  const [type] = key === undefined ? [] : await readAll("custom-types", comparison("key", "=", key), "label");
  if (key !== undefined && !type) return undefined;
  const fields = await readAll("custom-fields", comparison("of_type", "=", of), "order");
  const drafts = fields.map(fieldOf);
  const sorted = [...drafts.filter((one) => !one.retired), ...drafts.filter((one) => one.retired)];
  return { draft: { of, fields: sorted, ...(type && { type: typeOf(type) }) }, records: type ? [type, ...fields] : fields };
}

/// A build that nothing is saved of.
export const newBuild = (): Build => ({ draft: { of: ownName(""), type: emptyType(), fields: [] }, records: [] });
