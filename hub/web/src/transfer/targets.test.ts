import { expect, test } from "vitest";
import type { TypeMeta } from "@common/meta";
import { choicesOf, doubled, targetLabel } from "./targets";

const type = {
  fields: [
    { name: "name", label: "Name", kind: "text" },
    { name: "channels", label: "Channels", kind: "lines", lines: [{ name: "value", label: "Value", kind: "text" }] },
    { name: "address", label: "Address", kind: "address" },
  ],
} as unknown as TypeMeta;
const same = (part: string) => part;

test("a target is called as the form calls it", () => {
  expect(targetLabel(type, "name", same)).toBe("Name");
  expect(targetLabel(type, "channels.2.value", same)).toBe("Channels 2: Value");
  expect(targetLabel(type, "address.city", same)).toBe("Address: city");
  expect(targetLabel(type, "tags", same)).toBe("tags");
  expect(targetLabel(type, "id", same)).toBe("record_id");
});

test("further lines are offered, and what is held", () => {
  const values = choicesOf(type, [{ path: "name", part: "" }, { path: "channels.1.value", part: "" }], ["channels.7.value"], same).map((one) => one.value);
  expect(values).toEqual(["name", "channels.1.value", "channels.2.value", "channels.3.value", "channels.7.value"]);
});

test("two columns for one field are found", () => {
  expect([...doubled(["a", "b", "a", "", ""])]).toEqual(["a"]);
});
