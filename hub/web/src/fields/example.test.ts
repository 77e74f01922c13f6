// features: API-09 with tests/common/validate/form_test.cpp
import { expect, test } from "vitest";
import { exampleOf } from "./example";

test.each([
  ["[A-Z]{2}\\d{4}", "AB1234"], ["[a-z][a-z0-9_]*", "abc_1"], ["[a-z0-9]+(-[a-z0-9]+)*", "ab1-cd2"], ["#[0-9a-fA-F]{6}", "#123456"],
  ["([01][0-9]|2[0-3]):[0-5][0-9]", "01:02"], ["K-\\d+", "K-12"], ["https?://\\S+|x", "http://abc"], ["(CH|LI)?[0-9]{4,5}", "1234"],
  ["[A-Z0-9]{2,3}", "AB"], ["[^{}]*\\{number\\}", "abc{number}"],
])("%s is shown by %s, which fits it", (pattern, example) => {
  expect(exampleOf(pattern)).toBe(example);
  expect(example).toMatch(new RegExp(`^(?:${pattern})$`, "u"));
});

test.each(["(?=a)b", "(a)\\1", "[0-9a-f]{64}", "[a-z", "(a", "\\"])("%s has no example", (pattern) => {
  expect(exampleOf(pattern)).toBeUndefined();
});
