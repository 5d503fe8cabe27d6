/** Reading what came: whole, of the kind that was asked for, or the problem that came instead. */

import { requireDigest } from "./digest.ts";
import { AccessDenied, BadRequest, Invalid, NotFound, OverCapacity, PreconditionFailed } from "./errors.ts";
import { type Refused, ServiceFailed, TooLarge, UnexpectedAnswer } from "./errors.ts";
import { type Received, retryAfter } from "./exchange.ts";
import type { Fault, Problem } from "./types.ts";

export const PROBLEM_TYPE = "application/problem+json";

const FAMILIES: Readonly<Record<number, typeof Refused>> = {
  401: AccessDenied,
  403: AccessDenied,
  404: NotFound,
  412: PreconditionFailed,
  413: TooLarge,
  414: TooLarge,
  422: Invalid,
  429: OverCapacity,
  431: TooLarge,
  503: OverCapacity,
};

/** The class of problems with a status. */
function family(status: number): typeof Refused {
  return FAMILIES[status] ?? (status >= 500 ? ServiceFailed : BadRequest);
}

/** The text of an answer of that media type; throws what came instead. */
export async function textOf(received: Received, mediaType: string, { judges }: { judges: boolean }): Promise<string> {
  const { status, headers } = received;
  await requireDigest(received, { absent: !(judges && status === 200) });
  const found = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (status === 200 && found === mediaType) return decoded(received);
  if (status === 200) throw new UnexpectedAnswer(status, `not of the type \`${mediaType}\``);
  // A browser shows nothing of a redirect, not even its status.
  if (status === 0 || (status >= 300 && status < 400)) {
    throw new UnexpectedAnswer(status, "redirects are not followed; what was submitted would go elsewhere");
  }
  if (found !== PROBLEM_TYPE) throw new UnexpectedAnswer(status, "not a problem document");
  const problem = problemOf(received);
  throw new (family(status))(status, problem, retryAfter(headers), headers.get("etag") ?? undefined);
}

/** What the text says, in JSON. */
export function jsonOf(received: Received, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the cause: its message quotes the text.
    throw new UnexpectedAnswer(received.status, "not JSON");
  }
}

/** The object that the text is in JSON. */
export function objectOf(received: Received, text: string): Record<string, unknown> {
  const found = jsonOf(received, text);
  if (isObject(found)) return found;
  throw new UnexpectedAnswer(received.status, "not a JSON object");
}

function problemOf(received: Received): Problem {
  const found = objectOf(received, decoded(received));
  const { type, title, errors = [] } = found;
  const named = typeof type === "string" && type.includes("/problems/") && typeof title === "string";
  if (named && Array.isArray(errors) && errors.every(isFault)) return found as Problem;
  throw new UnexpectedAnswer(received.status, "the problem is none of the service's");
}

function isFault(value: unknown): value is Fault {
  return isObject(value) && typeof value["code"] === "string" && typeof value["message"] === "string";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function decoded({ status, bytes }: Received): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UnexpectedAnswer(status, "not UTF-8");
  }
}
