import { expect, test } from "vitest";
import { gradesOf } from "./survey";

test("the form's own scale is asked, at most ten grades", () => {
  expect(gradesOf({ form: { scale: 3 } })).toEqual(["1", "2", "3"]);
  expect(gradesOf({ form: { scale: 500 } })).toHaveLength(10);
});

test("a form that says nothing has five grades", () => {
  expect(gradesOf({ form: {} })).toHaveLength(5);
});
