import { expect, test } from "vitest";
import { asksOf } from "./survey";

test("the form's own questions and scale are asked", () => {
  const questions = [{ key: "rating", kind: "rating", text: "How was it?", scale: 10 }, { key: "comment", kind: "long_text", text: "Why?" }];
  expect(asksOf({ form: { questions } })).toEqual({ scale: 10, rating: "How was it?", comment: "Why?" });
});

test("a form that says nothing is five grades", () => {
  expect(asksOf({ form: {} })).toEqual({ scale: 5, rating: undefined, comment: undefined });
  expect(asksOf({ form: { questions: [{ key: "r", kind: "rating", text: "?", scale: 500 }] } }).scale).toBe(10);
});
