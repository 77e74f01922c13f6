import { describe, expect, it } from "vitest";
import type { Person } from "../agent/types";
import { matching } from "./crew";

const person = (name: string): Person => ({ id: name, name, is_driver: false, is_signed_on: false, is_active: false, asks_pin: true, wait_seconds: 0 });

// features: EDGE-14
describe("the list of who works in the van", () => {
  const people = [person("Lena Frick"), person("Jürg Müller"), person("Ben Ott")];

  it("is found by parts of the name, without accents", () => {
    expect(matching(people, "mul").map(({ name }) => name)).toEqual(["Jürg Müller"]);
    expect(matching(people, "ott BEN").map(({ name }) => name)).toEqual(["Ben Ott"]);
  });

  it("is whole while nothing is typed, and empty where nobody fits", () => {
    expect(matching(people, "  ")).toHaveLength(3);
    expect(matching(people, "zoe")).toEqual([]);
  });
});
