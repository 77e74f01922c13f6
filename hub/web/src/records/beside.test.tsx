// features: API-06 with tests/browser/webhooks.mjs
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { renderToString } from "react-dom/server";
import { initReactI18next } from "react-i18next";
import { MemoryRouter } from "react-router-dom";
import { expect, test } from "vitest";
import type { FieldMeta, RecordData } from "@common/meta";
import english from "../messages/en.json";
import { FieldOf } from "./NamedRecord";

await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: english } }, interpolation: { escapeValue: false } });

const id = "0190a000-0000-7000-8000-000000000001";
const delivery = { id: "d", version: 1, record_type: "crm.Account", record_id: id } as RecordData;
const text = (name: string) => ({ name, label: name, kind: "text" }) as FieldMeta;

function drawn(field: FieldMeta, types: unknown[]) {
  const client = new QueryClient();
  client.setQueryData(["meta"], { types });
  client.setQueryData(["list", "accounts", "names", [id]], { items: [{ id, version: 1, name: "Alpenhotel" }], titles: {} });
  return renderToString(<MemoryRouter><QueryClientProvider client={client}><MantineProvider><FieldOf field={field} record={delivery} /></MantineProvider></QueryClientProvider></MemoryRouter>);
}

const accounts = { name: "crm.Account", path: "accounts", label: "Customer", plural: "Customers", title: "{name}", fields: [], columns: [] };

test("an id with its type beside it leads to the record by its title", () => {
  const page = drawn(text("record_id"), [accounts]);
  expect(page).toContain("Alpenhotel");
  expect(page).toContain(`/records/accounts/${id}`);
  expect(drawn(text("record_type"), [accounts])).toMatch(/>Customer$/);
});

test("of a type that the reader does not know it stays as it is", () => {
  expect(drawn(text("record_id"), [])).toContain(id);
  expect(drawn(text("record_type"), [])).toContain("crm.Account");
});
