import { expect, test } from "vitest";
import { pieces, ranked, typedMention, withMention } from "./mention";

test("what is typed after an at sign is a name, an e-mail address is not", () => {
  expect(typedMention("Ask @Pet", 8)).toEqual({ from: 4, word: "Pet" });
  expect(typedMention("Ask @Petra M", 12)).toEqual({ from: 4, word: "Petra M" });
  expect(typedMention("@", 1)).toEqual({ from: 0, word: "" });
  expect(typedMention("office@demo", 11)).toBeUndefined();
  expect(typedMention("Ask @Petra Muster now", 21)).toBeUndefined();
});

test("the chosen name takes the place of what was typed, the rest stays", () => {
  expect(withMention("Ask @Pet about it", 4, 8, "Petra Muster")).toEqual({ text: "Ask @Petra Muster about it", caret: 18 });
});

test("names are set apart, the longest first, unknown ones are words", () => {
  expect(pieces("@Petra Muster and @Nobody", ["Petra", "Petra Muster"])).toEqual([{ text: "@Petra Muster", mention: true }, { text: " and @Nobody", mention: false }]);
});

test("whose name begins as typed comes first", () => {
  expect(ranked([{ name: "Office Administrator" }, { name: "Office Dispatcher" }], "office d").map((one) => one.name)).toEqual(["Office Dispatcher", "Office Administrator"]);
});
