/** A client of Servanda. */

export { Client } from "./client.ts";
export type {
  CallOptions,
  ClientOptions,
  DayOptions,
  EvaluateOptions,
  LanguageOptions,
  RulesetOptions,
} from "./client.ts";
export * from "./errors.ts";
export type { Limits } from "./exchange.ts";
export type { components, operations, paths } from "./openapi.ts";
export type { Agreement, Changes, Ruleset, Submission, Verdict, VerdictWord } from "./types.ts";
export type { Choice, Diagnostic, DraftCheck, Impact, Patch } from "./types.ts";
export type { Fault, Problem, Slug } from "./types.ts";
export { type Allowance, isCompliant, type Judged, requireCompliant } from "./verdict.ts";
