/** The real service, at SERVANDA_URL: what it is asked, and what it answers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Client,
  type components,
  isCompliant,
  type operations,
  requireCompliant,
  type Submission,
} from "../src/index.ts";

const URL_OF_SERVICE = process.env["SERVANDA_URL"] ?? "";
const client = new Client(URL_OF_SERVICE);
const AGREEMENT = "istanbul-2025";
const VERSION = "2.0.0";
const OTHER = `sha256:${"0".repeat(64)}`;

type Prisoner = components["schemas"]["Prisoner"];
const WOUNDED = { id: "P1", status: "pow", date_of_birth: "1990-05-02", health: "seriously_wounded" } as const;
const FIT = { ...WOUNDED, id: "P2", health: "fit" } as const;
const YOUNG = { ...FIT, id: "P3", date_of_birth: "2000-01-01" } as const;

function listOf(...entries: Prisoner[]): Submission {
  const list = { id: "U", kind: "prisoners", role: "proposed", by: "UKR", date: "2025-06-05", entries } as const;
  return { as_of: "2025-06-07", lists: [list] };
}

// Small, so that trying it takes no time.
const TEXT = `
language: 1
agreement: example
version: 1.0.0
title: An example
standing: draft
in_force: {from: 2025-06-02}
parties: [UKR, RUS]
conventions: {time_zone: Europe/Istanbul, leap_day: mar-1}
clauses: {C1: {text: A clause., standing: agreed}}
definitions: {may_go: {of: prisoner, clause: C1, is: "health == 'seriously_wounded'"}}
rules: {who-goes: {of: prisoner, clause: C1, requires: may_go, message: May not go.}}
`;
const DRAFT = { text: TEXT };
const LAXER = { text: TEXT.replace("'\"}}", "' || health == 'fit'\"}}") };
const PATCHED = { agreement: "list-quality", version: "1.0.0", patch: {} };

const CALLS = {
  listRulesets: (asked: Client) => asked.rulesets(),
  getAgreement: (asked: Client) => asked.agreement(AGREEMENT),
  getRuleset: (asked: Client) => asked.ruleset(AGREEMENT, VERSION),
  getRulesetSource: (asked: Client) => asked.source(AGREEMENT, VERSION),
  getSubmissionSchema: (asked: Client) => asked.schema(AGREEMENT, VERSION),
  evaluate: (asked: Client) => asked.evaluate(AGREEMENT, VERSION, listOf(WOUNDED)),
  getChanges: (asked: Client) => asked.diff(AGREEMENT, VERSION, VERSION),
  checkDraft: (asked: Client) => asked.checkDraft(DRAFT),
  evaluateDraft: (asked: Client) => asked.evaluateDraft(DRAFT, listOf(WOUNDED)),
  compareDrafts: (asked: Client) => asked.impact(DRAFT, LAXER, listOf(WOUNDED)),
  explainProblem: (asked: Client) => asked.explain("json-too-deep"),
  isAlive: (asked: Client) => asked.health(),
  isReady: (asked: Client) => asked.ready(),
} satisfies Record<keyof operations, (asked: Client) => Promise<unknown>>;

test("every operation has its method, which asks it, and every operation answers", async () => {
  const described = await (await fetch(new URL("openapi.json", URL_OF_SERVICE))).json();
  const offered = Object.entries<Record<string, { operationId: string }>>(described.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId }]) => [operationId, `${method} ${path}`]),
  );
  const asked: string[][] = [];
  for (const [operation, call] of Object.entries(CALLS)) {
    const watched: typeof fetch = (input, init) => {
      const path = new URL(String(input)).pathname;
      const template = path
        .replace(`${VERSION}/diff/${VERSION}`, "{from}/diff/{to}")
        .replace(AGREEMENT, "{agreement}")
        .replace(VERSION, "{version}")
        .replace("json-too-deep", "{slug}");
      asked.push([operation, `${init?.method?.toLowerCase()} ${template}`]);
      return fetch(input, init);
    };
    assert(await call(new Client(URL_OF_SERVICE, { fetch: watched })));
  }
  assert.deepEqual(asked.sort(), offered.sort());
});

test("what the service judges by can be read", async () => {
  const all = await client.rulesets();
  const one = await client.agreement(AGREEMENT);
  assert.deepEqual(
    all.find(({ agreement }) => agreement === AGREEMENT),
    one,
  );
  const found = one.versions.find(({ version }) => version === VERSION);
  const ruleset = await client.ruleset(AGREEMENT, VERSION, { ifMatch: found?.digest ?? "" });
  assert.equal(ruleset.digest, found?.digest);
  assert(ruleset.parties.includes("UKR"));
  assert.match(await client.source(AGREEMENT, VERSION), /^agreement: istanbul-2025$/m);
  const schema: object = await client.schema(AGREEMENT, VERSION);
  assert.equal((schema as { $schema: string }).$schema, "https://json-schema.org/draft/2020-12/schema");
});

test("only what is in force on a day is told, where a day is given", async () => {
  const versions = async (on?: string): Promise<string[]> =>
    (await client.agreement(AGREEMENT, on === undefined ? {} : { on })).versions.map(({ version }) => version);
  const all = await versions();
  assert.deepEqual(
    await versions("2025-06-07"),
    all.filter((version) => version === VERSION),
  );
  assert.deepEqual(await client.rulesets({ on: "1900-01-01" }), []);
});

for (const [entry, verdict] of [
  [WOUNDED, "compliant"],
  [FIT, "non_compliant"],
  [YOUNG, "disputed"],
  [{ ...WOUNDED, health: null }, "indeterminate"],
] as const) {
  test(`a list is ${verdict}`, async () => {
    const found = await client.evaluate(AGREEMENT, VERSION, listOf(entry));
    assert.equal(found.verdict, verdict);
    assert.equal(isCompliant(found), verdict === "compliant");
    if (verdict === "compliant") assert.equal(requireCompliant(found), found);
    else assert.throws(() => requireCompliant(found), { name: "NotCompliant", verdict: found });
  });
}

test("messages come in the language that is asked for", async () => {
  const told = async (asked: Client, language?: string): Promise<string | undefined> => {
    const found = await asked.evaluate(AGREEMENT, VERSION, listOf(FIT), language === undefined ? {} : { language });
    return found.lists[0]?.entries?.[0]?.findings[0]?.message;
  };
  assert.match((await told(client)) ?? "", /^The person/);
  const ukrainian = await told(client, "uk");
  assert.match(ukrainian ?? "", /^[А-ЯІЇЄҐ]/);
  assert.equal(await told(new Client(URL_OF_SERVICE, { language: "uk" })), ukrainian);
  assert.match((await told(new Client(URL_OF_SERVICE, { language: "uk" }), "en")) ?? "", /^The person/);
});

test("nothing is judged under another ruleset than the one that is named by its digest", async () => {
  const { digest } = await client.ruleset(AGREEMENT, VERSION);
  const found = await client.evaluate(AGREEMENT, VERSION, listOf(WOUNDED), { ifMatch: digest });
  assert.equal(found.ruleset.digest, digest);
  await assert.rejects(client.evaluate(AGREEMENT, VERSION, listOf(WOUNDED), { ifMatch: OTHER }), {
    name: "PreconditionFailed",
    slug: "precondition-failed",
    etag: `"${digest}"`,
  });
});

test("a draft is checked, and what is wrong with it is told with its place", async () => {
  assert.deepEqual([(await client.checkDraft(DRAFT)).valid, (await client.checkDraft(PATCHED)).valid], [true, true]);
  const { valid, diagnostics } = await client.checkDraft({
    text: TEXT.replace("requires: may_go", "requires: may_og"),
  });
  assert.deepEqual(
    [valid, diagnostics.map(({ severity, pointer, start }) => [severity, pointer, start.line])],
    [false, [["error", "/ruleset/text", 12]]],
  );
  const unsafe = client.evaluateDraft({ text: "a: &x 1\nb: *x" }, listOf(WOUNDED));
  await assert.rejects(unsafe, { name: "Invalid", slug: "draft-unsafe-yaml" });
});

test("under a draft a list may be compliant, which binds nobody", async () => {
  const found = await client.evaluateDraft(DRAFT, listOf(WOUNDED));
  assert.deepEqual([found.verdict, found.draft, isCompliant(found)], ["compliant", true, false]);
  assert.throws(() => requireCompliant(found), { name: "NotCompliant" });
  assert.equal(requireCompliant(found, { allowDraft: true }), found);
});

test("a published ruleset may stand where a draft may, and what it says is no draft's", async () => {
  const { patch, ...published } = PATCHED;
  const drafts = [PATCHED, published].map(
    async (choice) => (await client.evaluateDraft(choice, listOf(WOUNDED))).draft,
  );
  assert.deepEqual(await Promise.all(drafts), [true, false]);
});

test("who changes under another ruleset is told, and by which rule", async () => {
  const { before, after, transitions, affected } = await client.impact(DRAFT, LAXER, listOf(WOUNDED, FIT));
  assert.deepEqual([before.verdict, after.verdict], ["non_compliant", "compliant"]);
  assert(transitions.length > 0);
  const moved = affected.find(({ id }) => id === FIT.id)?.moved.map(({ rule }) => rule);
  assert.deepEqual(moved, ["who-goes"]);
});

test("what is wrong with a submission is told with its places, and without its values", async () => {
  const entry = { ...WOUNDED, date_of_birth: "31.12.1990", surname: "Yevdokymenko\u202e" };
  const asked = client.evaluate(AGREEMENT, VERSION, { as_of: "Yevdokymenko", lists: listOf(entry).lists ?? [] });
  await assert.rejects(asked, (error: Error & { errors: { pointer: string }[] }) => {
    assert.equal(error.name, "Invalid");
    const pointers = error.errors.map(({ pointer }) => pointer).sort();
    assert.deepEqual(pointers, ["/as_of", "/lists/0/entries/0/date_of_birth", "/lists/0/entries/0/surname"]);
    assert(!JSON.stringify([error.message, error]).includes("Yevdokymenko"));
    return true;
  });
});

for (const [name, call, slug] of [
  ["an agreement", () => client.agreement("nowhere-2025"), "ruleset-not-found"],
  ["a version", () => client.evaluate(AGREEMENT, "9.9.9", listOf(WOUNDED)), "ruleset-not-found"],
  ["a version that is no version", () => client.source(AGREEMENT, "latest"), "ruleset-not-found"],
  ["a kind of problem", () => client.explain("nothing"), "not-found"],
] as const) {
  test(`${name} that is not there is not found`, async () => {
    await assert.rejects(call, { name: "NotFound", status: 404, slug });
  });
}

test("large lists are judged, and too large ones refused", async () => {
  const people = (count: number): Submission =>
    listOf(...Array.from({ length: count }, (_, index) => ({ ...WOUNDED, id: `P${index}` })));
  const found = await client.evaluate(AGREEMENT, VERSION, people(3000));
  assert.equal(found.counts.compliant, 3000);
  await assert.rejects(client.evaluate(AGREEMENT, VERSION, people(10_001)), {
    name: "TooLarge",
    slug: "too-many-items",
  });
});
