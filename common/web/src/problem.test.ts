import { describe, expect, test } from "vitest";
import { ProblemError } from "./api";
import english from "./messages/en.json";
import { isMissing, nextStep, problemAdvice, problemText, worthAgain } from "./problem";

const refused = (status: number, more = {}) => new ProblemError(status, { detail: "the job is closed", ...more });
const t = (key: string): string => key.split(".").reduce<unknown>((from, part) => (from as Record<string, unknown>)[part], english) as string;

describe("what to do next", () => {
  test.each([
    [0, "connection"], [400, "correct"], [401, "sign_in"], [403, "ask"], [404, "gone"], [409, "newest"], [412, "newest"],
    [413, "smaller"], [422, "correct"], [429, "wait"], [500, "again"], [503, "again"],
  ])("after %s it is %s, and has words", (status, step) => {
    expect(nextStep(refused(status))).toBe(step);
    expect(t(`problem.next.${step}`)).toMatch(/\.$/);
  });

  test("only an unanswered call blames the connection", () => {
    const advice = (status: number) => problemAdvice(refused(status), t);
    expect(advice(0)).toMatch(/connection/i);
    for (const status of [400, 403, 404, 409, 412, 413, 422, 429, 500, 503]) expect(advice(status)).not.toMatch(/connection/i);
  });

  test("asking again is offered only where it can help", () => {
    expect([0, 429, 500].map((status) => worthAgain(refused(status)))).toEqual([true, true, true]);
    expect([403, 404, 413, 422].map((status) => worthAgain(refused(status)))).toEqual([false, false, false, false]);
  });
});

describe("what happened", () => {
  test("is the server's reason, as a sentence", () => {
    expect(problemText(refused(409), t)).toBe("The job is closed.");
    expect(problemText(refused(400, { errors: [{ field: "name", text: "too long" }] }), t)).toBe("The job is closed. too long.");
  });

  test("is told without the program's own words", () => {
    expect(problemText(new TypeError("x is undefined"), t)).toBe(t("problem.broken"));
  });

  test("a missing thing is told from one that is forbidden", () => {
    expect([isMissing(refused(404)), isMissing(refused(403)), isMissing(new Error())]).toEqual([true, false, false]);
  });
});
