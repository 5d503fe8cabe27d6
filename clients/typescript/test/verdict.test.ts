import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { isCompliant, NotCompliant, requireCompliant, type Verdict } from "../src/index.ts";
import { PUBLISHED } from "./server.ts";

function verdict(word: unknown, more: object = { draft: false }): Verdict {
  return { verdict: word, ...more, ruleset: PUBLISHED, lists: [{ id: "Yevdokymenko" }] } as unknown as Verdict;
}

for (const word of [
  ...["non_compliant", "disputed", "indeterminate", "pending", "not_applicable"],
  ...["Compliant", "COMPLIANT", " compliant", "compliant\n", "compliant_with_remarks", "", "true", "satisfied"],
  ...[undefined, null, true, 1, ["compliant"], { toString: () => "compliant" }],
]) {
  test(`${inspect(word)} is not compliant`, () => {
    assert.equal(isCompliant(verdict(word)), false);
    assert.throws(() => requireCompliant(verdict(word), { allowDraft: true }), NotCompliant);
  });
}

test("exactly `compliant` is compliant, and is given back", () => {
  const given = verdict("compliant");
  assert.equal(isCompliant(given), true);
  assert.equal(requireCompliant(given), given);
});

for (const draft of [true, null, 0, "false"]) {
  test(`a verdict whose draft is ${inspect(draft)} does not pass without being asked for`, () => {
    const given = verdict("compliant", { draft });
    assert.equal(isCompliant(given), false);
    assert.throws(() => requireCompliant(given), {
      name: "NotCompliant",
      message: "the verdict is `compliant`, under istanbul-2025 2.0.0 in a draft, which binds nobody",
    });
    assert.equal(requireCompliant(given, { allowDraft: true }), given);
  });
}

test("a verdict that does not say whether it is under a draft does not pass without being asked for", () => {
  assert.throws(() => requireCompliant(verdict("compliant", {})), NotCompliant);
});

test("a part of a verdict is asked in the same way", () => {
  assert.equal(isCompliant({ verdict: "compliant" }), true);
  assert.equal(isCompliant({ verdict: "not_applicable" }), false);
});

test("what is thrown carries the verdict, and does not print it", () => {
  const given = verdict("disputed");
  try {
    requireCompliant(given);
    assert.fail();
  } catch (error) {
    assert(error instanceof NotCompliant);
    assert.equal(error.verdict, given);
    assert.equal(error.message, "the verdict is `disputed`, under istanbul-2025 2.0.0");
    for (const printed of [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), String(error)]) {
      assert(!printed.includes("Yevdokymenko"), printed);
    }
  }
});
