// features: IDEN-07
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { renderToString } from "react-dom/server";
import { initReactI18next } from "react-i18next";
import { MemoryRouter } from "react-router-dom";
import { expect, test } from "vitest";
import english from "../messages/en.json";
import Readable from "./Readable";

await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: english } }, interpolation: { escapeValue: false } });

const accounts = { name: "crm.Account", area: "crm", kind: "document", path: "accounts", label: "Customer", plural: "Customers", title: "{name}", fields: [], columns: [] };
const why = "What Muster AG shares with you appears here. If you miss something, ask your contact at Muster AG.";

function drawn(types: unknown[], items?: unknown[]) {
  const client = new QueryClient();
  client.setQueryData(["meta"], { types });
  client.setQueryData(["session"], { user: { id: "u", name: "Eva", login: "eva" }, roles: ["customer"], tenant: { name: "Muster AG" }, csrf: "" });
  if (items) client.setQueryData(["list", "accounts", "latest"], { items, next_page_token: "", total: items.length });
  return renderToString(<MemoryRouter><QueryClientProvider client={client}><MantineProvider><Readable /></MantineProvider></QueryClientProvider></MemoryRouter>);
}

test("who sees nothing yet is told what appears here and whom to ask", () => {
  expect(drawn([])).toContain(why);
  expect(drawn([accounts], [])).toContain(why);
});

test("nobody is told so who sees something, or while it is being asked for", () => {
  expect(drawn([accounts], [{ id: "a", version: 1, name: "Alpenhotel" }])).not.toContain(why);
  expect(drawn([accounts])).not.toContain(why);
});
