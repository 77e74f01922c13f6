/// One refused field: `field` is the field's path ("lines.2.quantity") or empty for the whole.
export interface FieldProblem {
  field: string;
  text: string;
}

export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  errors?: FieldProblem[];
  correlation?: string;
  [extra: string]: unknown;
}

/// A refusal of the server, or status 0 where it could not be reached.
export class ProblemError extends Error {
  readonly status: number;
  readonly problem: Problem;
  readonly errors: FieldProblem[];

  constructor(status: number, problem: Problem) {
    super(problem.detail || problem.title || `HTTP ${status}`);
    this.name = "ProblemError";
    this.status = status;
    this.problem = problem;
    this.errors = Array.isArray(problem.errors) ? problem.errors : [];
  }

  get correlation(): string | undefined {
    return this.problem.correlation;
  }

  get unreachable(): boolean {
    return this.status === 0;
  }

  /// Text for one field, or undefined where that field was not refused.
  fieldText(field: string): string | undefined {
    const texts = this.errors.filter((error) => error.field === field).map((error) => error.text);
    return texts.length > 0 ? texts.join(" ") : undefined;
  }
}

export type Query = Record<string, string | number | boolean | undefined | null>;

export interface Call {
  query?: Query;
  /// Sent as JSON, except a Blob, which goes as it is.
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Reply<T> {
  body: T;
  status: number;
  /// The version out of the ETag, for the next If-Match.
  version?: number;
}

let csrf = "";

/// The office app sets it after sign-in; the van has none.
export function setCsrfToken(token: string): void {
  csrf = token;
}

/// So that the server refuses in the language that the app is shown in, whatever the browser prefers.
export function languageHeader(): Record<string, string> {
  const language = document.documentElement.lang;
  return language ? { "Accept-Language": language } : {};
}

/// One call of the HTTP contract. Throws ProblemError for every status above 399 and where there is no answer.
export async function call<T>(method: string, path: string, options: Call = {}): Promise<Reply<T>> {
  const response = await send(method, path, options);
  const body = await readBody(response);
  if (!response.ok) throw new ProblemError(response.status, asProblem(body, response));
  return { body: body as T, status: response.status, version: versionOf(response.headers.get("ETag")) };
}

export const get = async <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  (await call<T>("GET", path, { query, signal })).body;

export const post = async <T>(path: string, body?: unknown): Promise<T> =>
  (await call<T>("POST", path, { body: body ?? {} })).body;

async function send(method: string, path: string, options: Call): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...languageHeader(), ...options.headers };
  if (csrf && method !== "GET") headers["X-CSRF"] = csrf;
  let body: BodyInit | undefined;
  if (options.body instanceof Blob) {
    body = options.body;
    headers["Content-Type"] ??= options.body.type || "application/octet-stream";
  } else if (options.body !== undefined) {
    body = JSON.stringify(options.body);
    headers["Content-Type"] ??= method === "PATCH" ? "application/merge-patch+json" : "application/json";
  }
  try {
    return await fetch(path + queryText(options.query), { method, headers, body, signal: options.signal });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ProblemError(0, { title: "unreachable" });
  }
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's HTML page or plain text: the caller still gets a problem with the status.
    return text;
  }
}

function asProblem(body: unknown, response: Response): Problem {
  if (body && typeof body === "object") return body as Problem;
  return { title: response.statusText || `HTTP ${response.status}`, status: response.status };
}

export function versionOf(etag: string | null): number | undefined {
  const digits = etag?.match(/"?(\d+)"?$/)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function queryText(query?: Query): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== "");
  if (pairs.length === 0) return "";
  return "?" + pairs.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join("&");
}
