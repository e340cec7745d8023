import type { Problem } from "./contract";

const ROOT = "/api/v1";

/** An answer of the server that is not a success. `problem.detail` is written for people and may be shown. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ApiError";
    this.status = problem.status;
    this.problem = problem;
  }
}

/** Someone else changed the thing since it was loaded: reload it, keep what the user typed. */
export function isChangedMeanwhile(error: unknown): boolean {
  return error instanceof ApiError && error.status === 412;
}

export type QueryValue = string | number | boolean | null | undefined | readonly string[];
export type QueryParameters = Readonly<Record<string, QueryValue>>;

/** Address of an API resource: empty parameters are left out, lists are joined by commas. Use it for download links too. */
export function apiUrl(path: string, parameters: QueryParameters = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === null || value === "") continue;
    const text = Array.isArray(value) ? value.join(",") : String(value);
    if (text !== "") query.set(name, text);
  }
  const text = query.toString();
  return `${ROOT}${path}${text === "" ? "" : `?${text}`}`;
}

// The token belongs to the session; the session query hands it over once it is loaded.
let csrfToken = "";
export function rememberCsrfToken(session: { csrf_token: string }): void {
  csrfToken = session.csrf_token;
}

export function goToSignIn(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
}

// The portal has a sign-in of its own.
let whenSignedOut = goToSignIn;
export function onSignedOut(act: () => void): void {
  whenSignedOut = act;
}

function problemFrom(status: number, text: string): Problem {
  try {
    const problem: unknown = JSON.parse(text);
    if (typeof problem === "object" && problem !== null && "title" in problem) return problem as Problem;
  } catch {
    // Proxies answer in HTML; the status is all there is to say then.
  }
  return { type: "about:blank", title: `HTTP ${status}`, status, code: "http" };
}

function refused(status: number, text: string): ApiError {
  if (status === 401) whenSignedOut();
  return new ApiError(problemFrom(status, text));
}

function unreachable(): ApiError {
  return new ApiError({ type: "about:blank", title: "unreachable", status: 0, code: "unreachable" });
}

interface Options {
  parameters?: QueryParameters;
  body?: unknown;
  /** Sent as it is, instead of a body in JSON. */
  file?: Blob;
  etag?: string;
  signal?: AbortSignal;
}

async function request<T>(method: string, path: string, { parameters, body, file, etag, signal }: Options): Promise<T> {
  const headers = new Headers({ accept: "application/json" });
  if (method !== "GET") headers.set("x-csrf-token", csrfToken);
  if (file !== undefined) headers.set("content-type", "application/octet-stream");
  else if (body !== undefined) headers.set("content-type", "application/json");
  // The server hands etags out with their quotes; one without is quoted here.
  if (etag !== undefined) headers.set("if-match", etag.startsWith('"') ? etag : `"${etag}"`);
  let response: Response;
  try {
    response = await fetch(apiUrl(path, parameters), {
      method,
      headers,
      signal,
      credentials: "same-origin",
      body: file ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
  const text = await response.text();
  if (!response.ok) throw refused(response.status, text);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

type Changing = Pick<Options, "parameters" | "etag" | "signal">;

export const api = {
  get: <T>(path: string, parameters?: QueryParameters, signal?: AbortSignal) => request<T>("GET", path, { parameters, signal }),
  post: <T>(path: string, body?: unknown, options: Changing = {}) => request<T>("POST", path, { ...options, body }),
  /** The bytes of a file, where the server takes a single one. */
  postFile: <T>(path: string, file: Blob, options: Changing = {}) => request<T>("POST", path, { ...options, file }),
  putFile: <T>(path: string, file: Blob, options: Changing = {}) => request<T>("PUT", path, { ...options, file }),
  patch: <T>(path: string, body: unknown, options: Changing = {}) => request<T>("PATCH", path, { ...options, body }),
  put: <T>(path: string, body: unknown, options: Changing = {}) => request<T>("PUT", path, { ...options, body }),
  delete: <T = void>(path: string, options: Changing = {}) => request<T>("DELETE", path, options),
};

/** Sends a form with files. Only XMLHttpRequest tells how much has gone out, and deliveries are up to 2 GB. */
export function upload<T>(
  path: string,
  form: FormData,
  onProgress: (sent: number, total: number) => void,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", apiUrl(path));
    sending.setRequestHeader("accept", "application/json");
    sending.setRequestHeader("x-csrf-token", csrfToken);
    sending.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded, event.total);
    };
    sending.onload = () => {
      if (sending.status >= 200 && sending.status < 300) resolve(JSON.parse(sending.responseText) as T);
      else reject(refused(sending.status, sending.responseText));
    };
    sending.onerror = () => reject(unreachable());
    sending.onabort = () => reject(new DOMException("upload cancelled", "AbortError"));
    signal?.addEventListener("abort", () => sending.abort(), { once: true });
    sending.send(form);
  });
}
