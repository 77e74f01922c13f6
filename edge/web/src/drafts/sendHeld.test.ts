// features: X-30
import { ProblemError } from "@common/api";
import { expect, it } from "vitest";
import { sendHeld } from "./sendHeld";

async function stepsOf(error?: Error): Promise<string[]> {
  const steps: string[] = [];
  const note = (step: string) => () => void steps.push(step);
  const send = async () => {
    steps.push("send");
    if (error) throw error;
  };
  await sendHeld(note("hold"), send, note("release")).catch(note("error"));
  return steps;
}

it("holds the key before it sends", async () => expect(await stepsOf()).toEqual(["hold", "send"]));

it.each([400, 404, 409, 422])("lets the key go after a refusal (%i)", async (status) =>
  expect(await stepsOf(new ProblemError(status, {} as never))).toEqual(["hold", "send", "release", "error"]));

it("lets the key go where the agent says what it lacks", async () =>
  expect(await stepsOf(new ProblemError(503, { detail: "this device has no numbers left" } as never))).toEqual(["hold", "send", "release", "error"]));

it.each([0, 408, 500, 503])("keeps the key while it is not known whether it was stored (%i)", async (status) =>
  expect(await stepsOf(new ProblemError(status, {} as never))).toEqual(["hold", "send", "error"]));
