import { expect, test } from "vitest";
import type { TypeMeta } from "@common/meta";
import { Catalogue } from "../data/meta";
import { fieldAt, fieldsBehind } from "./paths";

const account = { name: "crm.Account", path: "accounts", fields: [{ name: "industry", label: "Industry", kind: "text" }, { name: "roles", label: "Roles", kind: "choice", list: true }, { name: "pin", label: "PIN", kind: "text", secret: true }] } as unknown as TypeMeta;
const job = { name: "field.Job", path: "jobs", fields: [{ name: "account", label: "Account", kind: "reference", refers: "crm.Account" }, { name: "site", label: "Site", kind: "reference", refers: "crm.Site" }] } as unknown as TypeMeta;
const catalogue = new Catalogue([account, job]);
const t = (key: string) => key;

test("what a reference leads to can be asked for, secrets and lists aside", () => {
  expect(fieldsBehind(job.fields[0], catalogue).map((field) => field.name)).toEqual(["industry", "created_at", "changed_at"]);
  expect(fieldAt(job, "account.industry", catalogue, t)!.label).toBe("Account › Industry");
  expect(fieldAt(job, "account", catalogue, t)!.label).toBe("Account");
});

test("what this reader may not see is behind no reference", () => {
  expect(fieldsBehind(job.fields[1], catalogue)).toEqual([]);
  expect([fieldAt(job, "site.name", catalogue, t), fieldAt(job, "account.pin", catalogue, t)]).toEqual([undefined, undefined]);
});
