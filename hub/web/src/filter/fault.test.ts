import { expect, test } from "vitest";
import { faultOf } from "./fault";

test("the place is marked as a whole word", () => {
  expect(faultOf('at character 1: Work order has no field "begin"', "begin > 3", "begin > 3")).toEqual({ text: 'Work order has no field "begin"', at: 0, end: 5 });
});

// features: A11Y-04
test("the place is found in German words as well", () => {
  expect(faultOf('bei Zeichen 1: Auftrag hat kein Feld „begin“', "begin > 3", "begin > 3")).toEqual({ text: 'Auftrag hat kein Feld „begin“', at: 0, end: 5 });
});

test("beside chips the bracket does not count", () => {
  expect(faultOf("at character 10: expected a value", '(state =  ) AND a = "b"', "state =  ")).toEqual({ text: "Expected a value", at: 8, end: 9 });
});

test("what ends too soon is marked at its end, what has no place is said", () => {
  expect(faultOf("at character 9: expected a value, the filter ends here", "state = ", "state = ")).toEqual({ text: "Expected a value, the filter ends here", at: 8, end: 8 });
  expect(faultOf("too costly", "a = 1", "a = 1")).toEqual({ text: "too costly", end: 0 });
});
