/** Sending a request until it is answered, within limits. */

import { TimedOut, Unreachable } from "./errors.ts";

/** How long is waited, in milliseconds, and how often it is tried. */
export interface Limits {
  /** For one attempt, to the last byte of its answer. */
  timeout: number;
  /** For all attempts and the pauses between them. */
  total: number;
  attempts: number;
  /** The first pause between two attempts, each further one is twice as long, up to 10 s; beside what `Retry-After` asks for. */
  pause: number;
}

export interface Received {
  status: number;
  headers: Headers;
  bytes: Uint8Array<ArrayBuffer>;
}

type Outcome = Received | Unreachable;

const BUSY: readonly number[] = [429, 503];
const LONGEST_PAUSE = 10_000;

/**
 * The first answer that is not 429 or 503, or the last one. Sending again is safe: the service stores nothing, and the
 * same request has the same answer. What takes too long is not sent again: the service may be judging it still.
 */
export async function exchange(
  fetch: typeof globalThis.fetch,
  url: URL,
  init: RequestInit,
  limits: Limits,
  signal?: AbortSignal,
): Promise<Received> {
  const until = performance.now() + limits.total;
  for (let attempt = 1, last: Outcome | undefined; ; attempt += 1) {
    const left = until - performance.now();
    const found = await once(fetch, url, init, Math.min(limits.timeout, left), signal);
    // Where the end of all time cuts the last attempt short, what was answered before says more.
    if (found instanceof TimedOut) return settled(left < limits.timeout ? (last ?? found) : found);
    if (!(found instanceof Unreachable) && !BUSY.includes(found.status)) return found;
    last = found;
    const asked = found instanceof Unreachable ? undefined : retryAfter(found.headers);
    const pause = backoff(limits.pause, attempt) + (asked ?? 0) * 1000;
    if (attempt >= limits.attempts || performance.now() + pause >= until) return settled(last);
    await rest(pause, signal);
  }
}

function settled(outcome: Outcome): Received {
  if (outcome instanceof Unreachable) throw outcome;
  return outcome;
}

/** After how many seconds to ask again, as `Retry-After` says; from a date, counted from that of the answer. */
export function retryAfter(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^[0-9]+$/.test(value)) return Number(value);
  const until = instant(value);
  const now = instant(headers.get("date") ?? "") ?? Date.now();
  return until === undefined ? undefined : Math.max(0, until - now) / 1000;
}

/** One of the three forms of a date in HTTP, of which the oldest does not say that it is GMT. */
function instant(text: string): number | undefined {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  const found = Date.parse(text.endsWith(" GMT") ? text : `${text} GMT`);
  return Number.isNaN(found) ? undefined : found;
}

/** Longer with each attempt, and by chance, so that those who were refused together do not come back together. */
function backoff(first: number, attempt: number): number {
  return Math.min(LONGEST_PAUSE, first * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
}

/** What comes of one attempt. A redirect is an answer: a list goes nowhere but where it was sent. */
async function once(
  fetch: typeof globalThis.fetch,
  url: URL,
  init: RequestInit,
  timeout: number,
  signal?: AbortSignal,
): Promise<Outcome> {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const late = new TimedOut(`no answer within ${Math.round(timeout)} ms`);
  const timer = setTimeout(() => stop.abort(late), timeout);
  const cancel = (): void => stop.abort(signal?.reason);
  signal?.addEventListener("abort", cancel);
  try {
    const response = await fetch(url, { ...init, redirect: "manual", signal: stop.signal });
    return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    if (stop.signal.reason === late) return late;
    if (stop.signal.aborted) throw stop.signal.reason;
    return new Unreachable("no answer: the connection failed, or broke off", { cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
  }
}

function rest(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", cancel);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", cancel, { once: true });
  });
}
