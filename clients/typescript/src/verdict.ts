/** What a verdict allows. */

import { NotCompliant } from "./errors.ts";
import type { Verdict } from "./types.ts";

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
