import type { DispatchDay } from "./dispatch";

export interface LiveChange {
  record_type: string;
  path: string;
  id: string;
  action: string;
}

export interface LivePosition {
  technician?: string;
  device?: string;
  at: string;
  latitude: number;
  longitude: number;
}

/// Areas whose records appear on the purpose-built pages, by the first key of the page's query.
const pages: [string, RegExp][] = [
  ["dispatch", /^(field|people|fleet)\./],
  ["receipts", /^(field|fleet)\./],
  ["board", /^(field|people|fleet|stock|billing)\./],
  ["overview", /^(field|people|stock|billing|content|workflow|crm)\./],
  ["stock", /^stock\./],
  ["trial", /^ledger\./],
  ["vans", /^fleet\./],
  ["conflicts", /^(fleet\.SyncConflict|billing\.WorkOrderInvoice)$/],
];

/// Records that make up the catalogue: a company's own types and fields, and who may what.
const schemaTypes = /^admin\.(CustomType|CustomField|Role|RoleAssignment|Permission|PartnerShare|Tenant)$/;

/// The query keys (prefixes) that one change makes old.
export function keysTouchedBy(change: LiveChange): (readonly unknown[])[] {
  const keys: (readonly unknown[])[] = [
    ["list", change.path],
    ["record", change.path, change.id],
    ["history", change.path, change.id],
    ["timeline"],
  ];
  // Language, zone and currency of the reader's own may be among what changed.
  if (change.path === "users") keys.push(["session"]);
  // What there is to see, and for whom.
  if (schemaTypes.test(change.record_type)) keys.push(["meta"]);
  for (const [page, types] of pages) if (types.test(change.record_type)) keys.push([page]);
  return keys;
}

export function applyPosition(day: DispatchDay, position: LivePosition): DispatchDay {
  const technicians = day.technicians.map((technician) => {
    const same = technician.id === position.technician || (position.device && technician.device?.id === position.device);
    if (!same) return technician;
    const { at, latitude, longitude } = position;
    return { ...technician, position: { at, latitude, longitude } };
  });
  return { ...day, technicians };
}
