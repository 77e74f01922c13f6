import type { TFunction } from "i18next";
import { expect, test } from "vitest";
import { scopeText } from "./scopes";

const t = ((key: string, values?: Record<string, string>) => values?.defaultValue ?? key + (values ? ` ${values.what}` : "")) as unknown as TFunction;

test("scopes in words", () => {
  expect(scopeText("read", t)).toBe("scope.read");
  expect(scopeText("write", t)).toBe("scope.write");
  expect(scopeText("crm:read", t)).toBe("scope.read_of crm");
  expect(scopeText("work-orders:write", t)).toBe("scope.write_of work orders");
  expect(scopeText("administer", t)).toBe("scope.administer");
});
