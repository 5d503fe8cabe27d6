/** Everything that is thrown instead of an answer. No message repeats what was submitted, nor the body of an answer. */

import type { Fault, Problem, Slug, Verdict } from "./types.ts";

export class ServandaError extends Error {
  override name = "ServandaError";
}

/** There is no answer: the connection failed, or broke off. */
export class Unreachable extends ServandaError {
  override name = "Unreachable";
}

/** There is no answer in the time that it may take. */
export class TimedOut extends Unreachable {
  override name = "TimedOut";
}

/** The answer is none that the service gives: of a proxy, of another version, or spoilt on the way. */
export class UnexpectedAnswer extends ServandaError {
  override name = "UnexpectedAnswer";
  readonly status: number;

  constructor(status: number, reason: string) {
    super(`unexpected answer with status ${status}: ${reason}`);
    this.status = status;
  }
}

/** The bytes of the answer are not those that its `Content-Digest` stands for, or a verdict comes without one. */
export class DigestMismatch extends UnexpectedAnswer {
  override name = "DigestMismatch";
}

/** The service answered with a problem (RFC 9457). */
export class Refused extends ServandaError {
  override name = "Refused";
  readonly status: number;
  readonly problem: Problem;
  /** The kind of the problem; a newer service may have others. */
  readonly slug: Slug | (string & {});
  /** What is wrong, and where: at most 100 of `problem.errors_total`. A `pointer` (RFC 6901) leads into what was submitted. */
  readonly errors: readonly Fault[];
  /** After how many seconds the service wants to be asked again. */
  readonly retryAfter: number | undefined;
  /** Of the ruleset that is loaded, where it is not the one of `ifMatch`. */
  readonly etag: string | undefined;

  constructor(status: number, problem: Problem, retryAfter?: number, etag?: string) {
    const slug = problem.type.replace(/^.*\//, "");
    const errors = problem.errors ?? [];
    super(told(status, slug, problem, errors));
    this.status = status;
    this.problem = problem;
    this.slug = slug;
    this.errors = errors;
    this.retryAfter = retryAfter;
    this.etag = etag;
  }
}

/** 400, 405, 406, 408, 415: the request is not what the service reads. */
export class BadRequest extends Refused {
  override name = "BadRequest";
}

/** 401, 403: who asks may not. */
export class AccessDenied extends Refused {
  override name = "AccessDenied";
}

/** 404: there is no such agreement, version or address. */
export class NotFound extends Refused {
  override name = "NotFound";
}

/** 412: another ruleset is loaded than `ifMatch` says; nothing was judged. `etag` is that of the one loaded. */
export class PreconditionFailed extends Refused {
  override name = "PreconditionFailed";
}

/** 413, 414, 431: more than the service takes. */
export class TooLarge extends Refused {
  override name = "TooLarge";
}

/** 422: the submission, or the draft, cannot be judged; `errors` say everything that is wrong with it. */
export class Invalid extends Refused {
  override name = "Invalid";
}

/** 429, 503: the service cannot answer now. */
export class OverCapacity extends Refused {
  override name = "OverCapacity";
}

/** Any other status from 500: the service failed, and there is no verdict. */
export class ServiceFailed extends Refused {
  override name = "ServiceFailed";
}

/** The verdict is not `compliant`, or it is under a draft. */
export class NotCompliant extends ServandaError {
  override name = "NotCompliant";
  readonly #verdict: Verdict;

  constructor(verdict: Verdict) {
    const { agreement, version } = verdict.ruleset;
    const draft = verdict.draft === false ? "" : " in a draft, which binds nobody";
    super(`the verdict is \`${verdict.verdict}\`, under ${agreement} ${version}${draft}`);
    this.#verdict = verdict;
  }

  /** Private behind this, since what prints an error must not print who is on a list. */
  get verdict(): Verdict {
    return this.#verdict;
  }
}

const MOST_TOLD = 3;

function told(status: number, slug: string, problem: Problem, errors: readonly Fault[]): string {
  const { title, line, column, limit, errors_total = errors.length } = problem;
  const parts = [`${status} ${slug}: ${title}`];
  if (line !== undefined) parts.push(`line ${line}, column ${column}`);
  if (limit !== undefined) parts.push(`the limit is ${limit}`);
  parts.push(...errors.slice(0, MOST_TOLD).map(({ pointer, message }) => `${pointer ?? "request"}: ${message}`));
  if (errors_total > MOST_TOLD) parts.push(`and ${errors_total - MOST_TOLD} more`);
  return parts.join("; ");
}
