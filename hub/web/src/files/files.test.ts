import { expect, test } from "vitest";
import { foldersOf, isPicture, kindOf, newestVersion, type Attachment } from "./files";

const version = (number: number) => ({ number, blob: `b${number}`, mime: "text/plain", at: "" });
const file = (name: string, folder?: string): Attachment => ({ id: name, version: 1, name, folder, versions: [version(1), version(3), version(2)] });

test("the newest version counts, in whatever order they come", () => {
  expect(newestVersion(file("a"))!.blob).toBe("b3");
  expect(newestVersion({ id: "x", version: 1, name: "x" })).toBeUndefined();
});

test("files without a folder come first", () => {
  expect(foldersOf([file("a", "Plans"), file("b"), file("c", "Plans"), file("d", "Bills")]).map(([name, files]) => [name, files.map((one) => one.name)])).toEqual([["", ["b"]], ["Bills", ["d"]], ["Plans", ["a", "c"]]]);
});

test("a file's kind comes from its type; what might run is no picture", () => {
  expect(["image/png", "video/mp4", "audio/ogg", "application/pdf"].map(kindOf)).toEqual(["photo", "video", "voice", "document"]);
  expect(["image/jpeg", "image/svg+xml", "text/html"].map(isPicture)).toEqual([true, false, false]);
});
