import { afterEach, describe, expect, test, vi } from "vitest";
import { call, ProblemError, queryText, setCsrfToken, versionOf } from "./api";

const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
  vi.stubGlobal("fetch", vi.fn(async () => new Response(body || null, { status, headers })));

afterEach(() => vi.unstubAllGlobals());

describe("call", () => {
  test("gives body and version", async () => {
    answer(200, '{"id":"a"}', { ETag: '"7"' });

    const reply = await call<{ id: string }>("GET", "/api/x/a/");

    expect(reply).toEqual({ body: { id: "a" }, status: 200, version: 7 });
  });

  test("a problem becomes an error with its fields", async () => {
    answer(400, '{"title":"Bad input","errors":[{"field":"name","text":"Too long."}],"correlation":"c1"}');

    const error = await call("POST", "/api/x/", { body: {} }).catch((caught) => caught as ProblemError);

    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).fieldText("name")).toBe("Too long.");
    expect((error as ProblemError).correlation).toBe("c1");
  });

  test("an answer that is no JSON keeps its status", async () => {
    answer(502, "<html>bad gateway</html>");

    await expect(call("GET", "/api/x/")).rejects.toMatchObject({ status: 502 });
  });

  test("no answer is status 0", async () => {
    vi.stubGlobal("fetch", vi.fn(async () => Promise.reject(new TypeError("failed"))));

    await expect(call("GET", "/api/x/")).rejects.toMatchObject({ status: 0, unreachable: true });
  });

  test("writes carry the token, reads do not", async () => {
    answer(200, "{}");
    setCsrfToken("secret");

    await call("POST", "/api/x/", { body: {} });
    await call("GET", "/api/x/");

    const [write, read] = vi.mocked(fetch).mock.calls.map(([, init]) => init?.headers as Record<string, string>);
    expect(write?.["X-CSRF"]).toBe("secret");
    expect(read?.["X-CSRF"]).toBeUndefined();
  });
});

// features: A11Y-04
test("every request asks for an answer in the language of the page", async () => {
  answer(200, "{}");
  document.documentElement.lang = "de";

  await call("GET", "/api/x/");
  document.documentElement.lang = "";
  await call("POST", "/api/x/", { body: {} });

  const [german, none] = vi.mocked(fetch).mock.calls.map(([, init]) => init?.headers as Record<string, string>);
  expect(german?.["Accept-Language"]).toBe("de");
  expect(none).not.toHaveProperty("Accept-Language");
});

test("an empty value leaves the query", () => {
  expect(queryText({ filter: 'a = "b&c"', search: "", page_token: undefined })).toBe("?filter=a%20%3D%20%22b%26c%22");
});

test("weak and strong tags give their version", () => {
  expect(versionOf('"12"')).toBe(12);
  expect(versionOf('W/"3"')).toBe(3);
  expect(versionOf(null)).toBeUndefined();
});
