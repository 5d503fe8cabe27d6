/** What a verdict allows, and what it is under. */

import { NotCompliant } from "./errors.ts";
import type { Choice, Verdict } from "./types.ts";

/** A verdict, or a part of one that has a verdict of its own: a list, an entry, an act, a party. */
export interface Judged {
  verdict: string;
  draft?: boolean;
}

export interface Allowance {
  /** Whether the verdict may be one under a draft, which binds nobody. */
  allowDraft?: boolean;
}

/** Whether the verdict is exactly `compliant`, and not under a draft. No other word is, also none that is not known here. */
export function isCompliant({ verdict, draft = false }: Judged): boolean {
  return verdict === "compliant" && draft === false;
}

/** The verdict, if it is compliant; throws it as `NotCompliant` otherwise. */
export function requireCompliant(verdict: Verdict, { allowDraft = false }: Allowance = {}): Verdict {
  if (verdict.verdict === "compliant" && (verdict.draft === false || allowDraft === true)) return verdict;
  throw new NotCompliant(verdict);
}

/** Whether it is under the ruleset that was chosen, and says that this is a draft if it is one. */
export function isUnder(choice: Choice, { ruleset, draft }: Pick<Verdict, "ruleset" | "draft">): boolean {
  if ("text" in choice) return draft === true;
  const { agreement, version, patch = null } = choice;
  return ruleset?.agreement === agreement && ruleset.version === version && draft === (patch !== null);
}
