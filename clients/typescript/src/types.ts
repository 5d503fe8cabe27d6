/** The names of what openapi.yaml describes. */

import type { components, operations } from "./openapi.ts";

type Schemas = components["schemas"];

export type Agreement = Schemas["Agreement"];
export type Ruleset = Schemas["Ruleset"];
export type Verdict = Schemas["Verdict"];
export type VerdictWord = Verdict["verdict"];
export type Choice = Schemas["ChosenRuleset"];
export type Patch = Schemas["Patch"];
export type DraftCheck = Schemas["DraftCheck"];
export type Diagnostic = Schemas["Diagnostic"];
export type Impact = Schemas["Impact"];
export type Changes = Schemas["Changes"];
export type Problem = Schemas["Problem"];
export type Fault = NonNullable<Problem["errors"]>[number];

/** What is to be judged. Only the member that has all fields: the others say which of them must be there. */
export type Submission = Extract<Schemas["Submission"], { as_of: string }>;

/** The kinds of problems that are known; a newer service may have more. */
export type Slug = Problem["type"] extends infer Type ? (Type extends `/problems/${infer Name}` ? Name : never) : never;

/** What an operation answers where it is answered with 200. */
export type AnswerOf<Name extends keyof operations> = operations[Name] extends {
  responses: { 200: { content: infer Content } };
}
  ? Content[keyof Content]
  : never;
