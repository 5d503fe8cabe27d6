/** The operations of the service. */

import { jsonOf, objectOf, PROBLEM_TYPE, textOf } from "./answer.ts";
import { compressed, encode } from "./body.ts";
import { UnexpectedAnswer } from "./errors.ts";
import { exchange, type Limits, type Received } from "./exchange.ts";
import type {
  Agreement,
  AnswerOf,
  Changes,
  Choice,
  DraftCheck,
  Impact,
  Ruleset,
  Submission,
  Verdict,
} from "./types.ts";
import { isUnder } from "./verdict.ts";

export interface ClientOptions extends Partial<Limits> {
  /** Sent with every request, like `Authorization`. */
  headers?: HeadersInit;
  /** The languages wanted for messages, like `uk, en;q=0.5` (`Accept-Language`). */
  language?: string;
  /** Whether large submissions are sent in gzip; they are, if nothing is said. */
  compress?: boolean;
  /** What is called in the place of `fetch`. */
  fetch?: typeof globalThis.fetch;
}

export interface CallOptions {
  /** Ends the call, which then rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface DayOptions extends CallOptions {
  /** A day, like `2025-06-07`: only the versions in force on it. */
  on?: string;
}

export interface RulesetOptions extends CallOptions {
  /** The digest that the ruleset must have, like `sha256:…`, or entity tags; with another one it is `PreconditionFailed`. */
  ifMatch?: string;
}

export interface LanguageOptions extends CallOptions {
  /** The languages wanted for the messages of this answer. */
  language?: string;
}

export interface EvaluateOptions extends RulesetOptions, LanguageOptions {}

type Texts = Readonly<Record<string, string | undefined>>;

interface Question extends CallOptions {
  path: readonly string[];
  query?: Texts;
  headers?: Texts;
  accept?: string;
  /** Sent with POST, where it is there. */
  body?: object;
  /** Whether the answer is a verdict, which never comes without its digest. */
  judges?: boolean;
  /** Whether the answer is about this moment, so that asking again would not answer the question. */
  once?: boolean;
}

interface Answer {
  received: Received;
  text: string;
}

const DEFAULTS: Limits = { timeout: 30_000, total: 60_000, attempts: 4, pause: 500 };
const LONGEST_TIMER = 2 ** 31 - 1;
const JSON_TYPE = "application/json";
const VERSIONS: readonly string[] = ["v1", "rulesets"];
const DRAFTS: readonly string[] = ["v1", "drafts"];

export class Client {
  // Private, since what prints a client must not print the `Authorization` that it sends.
  readonly #base: URL;
  readonly #headers: Headers;
  readonly #limits: Limits;
  readonly #compress: boolean;
  readonly #fetch: typeof globalThis.fetch;

  /** Asks the service at that address, like `https://servanda.example` or `https://host.example/servanda`. */
  constructor(baseUrl: string | URL, options: ClientOptions = {}) {
    const { headers, language, compress = true, fetch, ...limits } = options;
    this.#base = baseOf(baseUrl);
    this.#headers = new Headers(headers);
    if (language !== undefined) this.#headers.set("Accept-Language", language);
    this.#limits = limitsOf(limits);
    this.#compress = compress;
    this.#fetch = fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  /** The agreements and their versions. */
  async rulesets({ on, signal }: DayOptions = {}): Promise<Agreement[]> {
    const { received, text } = await this.#ask({ path: VERSIONS, query: { on }, ...ended(signal) });
    const found = jsonOf(received, text);
    if (Array.isArray(found)) return found;
    throw new UnexpectedAnswer(received.status, "not a JSON list");
  }

  /** One agreement and its versions. */
  async agreement(agreement: string, { on, signal }: DayOptions = {}): Promise<Agreement> {
    return this.#object({ path: [...VERSIONS, agreement], query: { on }, ...ended(signal) });
  }

  /** One version of an agreement, whole. */
  async ruleset(agreement: string, version: string, options: RulesetOptions = {}): Promise<Ruleset> {
    return this.#object({ path: [...VERSIONS, agreement, version], ...asked(options) });
  }

  /** The text of a version, in YAML. */
  async source(agreement: string, version: string, options: RulesetOptions = {}): Promise<string> {
    const path = [...VERSIONS, agreement, version, "source"];
    return (await this.#ask({ path, accept: "application/yaml", ...asked(options) })).text;
  }

  /** What may be submitted under a version, as JSON Schema (2020-12). */
  async schema(
    agreement: string,
    version: string,
    options: RulesetOptions = {},
  ): Promise<AnswerOf<"getSubmissionSchema">> {
    const path = [...VERSIONS, agreement, version, "schema"];
    return this.#object({ path, accept: "application/schema+json", ...asked(options) });
  }

  /** The verdict on a submission, whatever it is: see `isCompliant` and `requireCompliant`. */
  async evaluate(
    agreement: string,
    version: string,
    submission: Submission,
    options: EvaluateOptions = {},
  ): Promise<Verdict> {
    const path = [...VERSIONS, agreement, version, "evaluations"];
    const verdict = await this.#verdict({ agreement, version }, { path, body: submission, ...asked(options) });
    const pinned = options.ifMatch?.replaceAll('"', "");
    if (!pinned?.startsWith("sha256:") || pinned === verdict.ruleset.digest) return verdict;
    throw new UnexpectedAnswer(200, "the verdict is under a ruleset with another digest");
  }

  /** The changes between two published versions, and the step of the version that they ask for. */
  async diff(agreement: string, before: string, after: string, options: EvaluateOptions = {}): Promise<Changes> {
    return this.#object({ path: [...VERSIONS, agreement, before, "diff", after], ...asked(options) });
  }

  /** What there is to say of a draft. */
  async checkDraft(ruleset: Choice, options: LanguageOptions = {}): Promise<DraftCheck> {
    return this.#object({ path: [...DRAFTS, "check"], body: { ruleset }, ...asked(options) });
  }

  /** The verdict on a submission under the ruleset that is chosen; of a draft it says so, and binds nobody. */
  async evaluateDraft(ruleset: Choice, submission: Submission, options: LanguageOptions = {}): Promise<Verdict> {
    const question = { path: [...DRAFTS, "evaluations"], body: { ruleset, submission }, ...asked(options) };
    return this.#verdict(ruleset, question);
  }

  /** What becomes of a submission if one ruleset takes the place of another. */
  async impact(before: Choice, after: Choice, submission: Submission, options: LanguageOptions = {}): Promise<Impact> {
    const question = { path: [...DRAFTS, "impact"], body: { before, after, submission }, ...asked(options) };
    const found: Impact = await this.#object({ ...question, judges: true });
    if (found.before && found.after && isUnder(before, found.before) && isUnder(after, found.after)) return found;
    throw new UnexpectedAnswer(200, "the impact is not of the rulesets that were chosen");
  }

  /** What a kind of problem means. */
  async explain(slug: string, { signal }: CallOptions = {}): Promise<string> {
    return (await this.#ask({ path: ["problems", slug], accept: "text/plain", ...ended(signal) })).text;
  }

  /** Whether the process answers; asked once. */
  async health({ signal }: CallOptions = {}): Promise<AnswerOf<"isAlive">> {
    return this.#object({ path: ["healthz"], once: true, ...ended(signal) });
  }

  /** Whether rulesets are loaded; asked once, and `OverCapacity` where there are none. */
  async ready({ signal }: CallOptions = {}): Promise<AnswerOf<"isReady">> {
    return this.#object({ path: ["readyz"], once: true, ...ended(signal) });
  }

  async #verdict(choice: Choice, question: Question): Promise<Verdict> {
    const found: Verdict = await this.#object({ ...question, judges: true });
    if (typeof found.verdict === "string" && isUnder(choice, found)) return found;
    throw new UnexpectedAnswer(200, "not a verdict under the ruleset that was asked for");
  }

  async #object<Type>(question: Question): Promise<Type> {
    const { received, text } = await this.#ask(question);
    return objectOf(received, text) as Type;
  }

  async #ask(question: Question): Promise<Answer> {
    const { accept = JSON_TYPE, judges = false, once = false, signal } = question;
    const limits = once ? { ...this.#limits, attempts: 1 } : this.#limits;
    const received = await exchange(
      this.#fetch,
      this.#address(question),
      await this.#init(question, accept),
      limits,
      signal,
    );
    return { received, text: await textOf(received, accept, { judges }) };
  }

  #address({ path, query }: Question): URL {
    if (path.some((name) => !NAME.test(name))) {
      throw new TypeError("agreements, versions and kinds of problems have names of letters, digits and `.+_-`");
    }
    const url = new URL(path.map(encodeURIComponent).join("/"), this.#base);
    for (const [name, value] of given(query)) url.searchParams.set(name, value);
    return url;
  }

  async #init(question: Question, accept: string): Promise<RequestInit> {
    const sent = new Headers(this.#headers);
    sent.set("Accept", `${accept}, ${PROBLEM_TYPE}`);
    // The digest is of the bytes as the service makes them: they are asked for as they are. Browsers ask as they like.
    sent.set("Accept-Encoding", "identity");
    for (const [name, value] of given(question.headers)) sent.set(name, value);
    if (!("body" in question)) return { method: "GET", headers: sent };
    const content = encode(question.body);
    const packed = this.#compress ? await compressed(content) : undefined;
    sent.set("Content-Type", JSON_TYPE);
    if (packed) sent.set("Content-Encoding", "gzip");
    return { method: "POST", headers: sent, body: packed ?? content };
  }
}

/** Nothing that would lead to another address. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9.+_-]*$/;

function baseOf(given: string | URL): URL {
  const url = URL.parse(given);
  if (!url || !["http:", "https:"].includes(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new TypeError("the address must be like `https://servanda.example`; credentials go into `headers`");
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

function limitsOf(limits: Partial<Limits>): Limits {
  const found = { ...DEFAULTS, ...limits };
  for (const [name, value] of Object.entries(found)) {
    if (!(value > 0 && value <= LONGEST_TIMER))
      throw new RangeError(`\`${name}\` must be a number above 0, up to ${LONGEST_TIMER}`);
  }
  return found;
}

function asked({ ifMatch, language, signal }: EvaluateOptions): Pick<Question, "headers" | "signal"> {
  const tags = ifMatch === undefined || ifMatch === "*" || ifMatch.includes('"') ? ifMatch : `"${ifMatch}"`;
  return { headers: { "If-Match": tags, "Accept-Language": language }, ...ended(signal) };
}

function ended(signal: AbortSignal | undefined): CallOptions {
  return signal ? { signal } : {};
}

function given(texts: Texts = {}): [string, string][] {
  return Object.entries(texts).filter((pair): pair is [string, string] => pair[1] !== undefined);
}
