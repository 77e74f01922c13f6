import openapiTS, { astToString } from "openapi-typescript";

type Part = Record<string, unknown>;

interface Document {
  paths: Record<string, Record<string, { tags?: string[] }>>;
  components: { schemas: Record<string, unknown> };
}

/// Requests that the app makes by name; records of any type go by the catalogue (/api/meta/) instead, or each new type would
/// need a new client.
const isNamed = (path: string, tags: string[]): boolean => tags.includes("For one purpose") || /^\/api\/scheduled-events\/.*(book|move|check|free-slots|conflicts)\/$/.test(path);

/// The TypeScript types of the hub's own description, as far as the app calls it by name, and of what these requests refer to.
export async function apiTypes(document: Document): Promise<string> {
  const paths = Object.fromEntries(Object.entries(document.paths).filter(([path, methods]) => Object.values(methods).some((one) => isNamed(path, one.tags ?? []))));
  const schemas: Record<string, unknown> = {};
  const take = (part: unknown): void => {
    if (Array.isArray(part)) return part.forEach(take);
    if (typeof part !== "object" || part === null) return;
    const name = String((part as Part).$ref ?? "").split("/components/schemas/")[1];
    if (name && !(name in schemas)) {
      schemas[name] = document.components.schemas[name];
      take(schemas[name]);
    }
    Object.values(part).forEach(take);
  };
  take([paths, { ...document.components, schemas: undefined }]);
  const sorted = (all: Part): Part => Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  // An empty object in an example is one of which the example says nothing.
  const text = astToString(await openapiTS({ ...document, paths: sorted(paths), components: { ...document.components, schemas: sorted(schemas) } } as never)).replaceAll("Record<string, never>", "object");
  return `// Made by hub/web/apiTypes.ts of the hub's own description; tests/api/client.mjs says how, and that it still fits.\n${text}`;
}
