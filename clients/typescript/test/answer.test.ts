import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import {
  Client,
  Invalid,
  isCompliant,
  Refused,
  requireCompliant,
  ServandaError,
  UnexpectedAnswer,
} from "../src/index.ts";
import { answer, ask, COMPLIANT, digestOf, json, JSON_TYPE, problem, PROBLEM_TYPE, PUBLISHED } from "./server.ts";
import { type Respond, serve, SUBMISSION, verdict } from "./server.ts";

const body = verdict("compliant");
const flipped = digestOf(verdict("disputed"));
for (const [name, header] of Object.entries({
  "of another body": flipped,
  "that is malformed": "sha-256=:AAAA:",
  "that is no byte sequence": digestOf(body).replaceAll(":", '"'),
  "of which one is of another body": `${digestOf(body)}, ${flipped}`,
})) {
  test(`a verdict with a digest ${name} is none`, async (context) => {
    const server = await serve(context, json(body, { "content-digest": header }));
    await assert.rejects(ask(server.url), { name: "DigestMismatch", message: /not that of the content/ });
  });
}

for (const header of [
  `sha-512=:AAAA:,${digestOf(body)}`,
  `${digestOf(body)};x=1`,
  `${digestOf(body)} , ${digestOf(body)}`,
]) {
  test(`a verdict with the digest ${header} is taken`, async (context) => {
    const server = await serve(context, json(body, { "content-digest": header }));
    assert.equal((await ask(server.url)).verdict, "compliant");
  });
}

for (const header of ["", "sha-512=:AAAA:", "unixsum=30637", "sha-256"]) {
  test(`a verdict with the digest \`${header}\` is as one without`, async (context) => {
    const server = await serve(context, json(body, { "content-digest": header }));
    await assert.rejects(ask(server.url), { name: "DigestMismatch", message: /the verdict has no `Content-Digest`/ });
  });
}

test("a verdict without a digest is none", async (context) => {
  const server = await serve(context, (response) => void response.writeHead(200, JSON_TYPE).end(body));
  await assert.rejects(ask(server.url), { name: "DigestMismatch", message: /the verdict has no `Content-Digest`/ });
});

test("another answer is checked where it has a digest", async (context) => {
  const alive = '{"status":"alive"}';
  const server = await serve(context, json(alive), json(alive, { "content-digest": flipped }));
  const client = new Client(server.url);
  assert.deepEqual(await client.health(), { status: "alive" });
  await assert.rejects(client.health(), UnexpectedAnswer);
});

test("without Web Crypto there is no verdict", async (context) => {
  const { subtle } = globalThis.crypto;
  context.after(() => Object.defineProperty(globalThis.crypto, "subtle", { value: subtle, configurable: true }));
  Object.defineProperty(globalThis.crypto, "subtle", { value: undefined, configurable: true });
  const server = await serve(context, COMPLIANT);
  await assert.rejects(ask(server.url), /Web Crypto/);
});

for (const [name, respond, reason] of [
  [
    "of another ruleset",
    json(verdict("compliant", { ruleset: { ...PUBLISHED, version: "3.0.0" } })),
    "not a verdict under the ruleset",
  ],
  [
    "of another agreement",
    json(verdict("compliant", { ruleset: { ...PUBLISHED, agreement: "gc3-1949" } })),
    "not a verdict under the ruleset",
  ],
  ["of no ruleset", json(verdict("compliant", { ruleset: null })), "not a verdict under the ruleset"],
  ["of a draft", json(verdict("compliant", { draft: true })), "not a verdict under the ruleset"],
  ["without a word", json(JSON.stringify({ draft: false, ruleset: PUBLISHED })), "not a verdict under the ruleset"],
  ["that is a list", json(`[${body}]`), "not a JSON object"],
  ["that is null", json("null"), "not a JSON object"],
  ["that is cut short", json(body.slice(0, -1)), "not JSON"],
  ["that goes on", json(`${body}x`), "not JSON"],
  ["with a byte order mark", json(`\ufeff${body}`), "not JSON"],
  ["of another media type", answer(body, { "content-type": "text/html" }), "not of the type"],
  ["without a media type", answer(body, {}), "not of the type"],
  ["that was only accepted", answer(body, JSON_TYPE, 202), "not a problem document"],
  ["that is not UTF-8", answer(Buffer.from([0xff]), JSON_TYPE), "not UTF-8"],
] as const) {
  test(`an answer ${name} is no verdict, and is not printed`, async (context) => {
    const server = await serve(context, respond);
    await assert.rejects(ask(server.url), (error) => {
      assert(error instanceof UnexpectedAnswer);
      assert(error.message.includes(reason), error.message);
      assert(!inspect(error, { depth: 9, showHidden: true }).includes("Yevdokymenko"));
      return true;
    });
    assert.equal(server.requests.length, 1);
  });
}

const PATCHED = { ...PUBLISHED, patch: { terms: { minimum_per_side: { "RU-1200": 1300 } } } };
const DRAFT = { text: "language: 1" };
for (const [name, choice, draft, ruleset] of [
  ["a text", DRAFT, false, PUBLISHED],
  ["a text", DRAFT, undefined, PUBLISHED],
  ["a patch", PATCHED, false, PUBLISHED],
  ["a patch", PATCHED, true, { ...PUBLISHED, version: "3.0.0" }],
  ["a published ruleset", PUBLISHED, true, PUBLISHED],
  ["a published ruleset", { ...PUBLISHED, patch: null }, true, PUBLISHED],
  ["a published ruleset", PUBLISHED, false, { ...PUBLISHED, agreement: "gc3-1949" }],
] as const) {
  test(`of ${name}, ${ruleset.agreement} ${ruleset.version} with draft: ${draft} is not what was chosen`, async (context) => {
    const side = { draft, ruleset };
    const other = { draft: false, ruleset: PUBLISHED };
    const server = await serve(
      context,
      json(verdict("compliant", side)),
      json(JSON.stringify({ before: side, after: other })),
      json(JSON.stringify({ before: other, after: side })),
    );
    const client = new Client(server.url);
    const refused = { name: "UnexpectedAnswer", status: 200, message: /that (was asked for|were chosen)$/ };
    await assert.rejects(client.evaluateDraft(choice, SUBMISSION), refused);
    await assert.rejects(client.impact(choice, PUBLISHED, SUBMISSION), refused);
    await assert.rejects(client.impact(PUBLISHED, choice, SUBMISSION), refused);
  });
}

test("what is under the rulesets that were chosen is taken, and of a draft needs to be allowed", async (context) => {
  const [draft, other] = [
    { draft: true, ruleset: PUBLISHED },
    { draft: false, ruleset: PUBLISHED },
  ];
  const impact = { before: other, after: draft };
  const server = await serve(context, json(verdict("compliant", draft)), json(JSON.stringify(impact)), json("{}"));
  const client = new Client(server.url);
  const found = await client.evaluateDraft(PATCHED, SUBMISSION);
  assert.throws(() => requireCompliant(found), { name: "NotCompliant" });
  assert.equal(requireCompliant(found, { allowDraft: true }), found);
  assert.deepEqual(await client.impact(PUBLISHED, DRAFT, SUBMISSION), impact);
  await assert.rejects(client.impact(PUBLISHED, DRAFT, SUBMISSION), { name: "UnexpectedAnswer" });
});

test("an impact without a digest is none", async (context) => {
  const server = await serve(context, (response) => void response.writeHead(200, JSON_TYPE).end("{}"));
  await assert.rejects(new Client(server.url).impact(PUBLISHED, DRAFT, SUBMISSION), { name: "DigestMismatch" });
});

test("an unknown word comes through, and is not success", async (context) => {
  const server = await serve(context, json(verdict("compliant_so_far")));
  const found = await ask(server.url);
  assert.equal(found.verdict, "compliant_so_far");
  assert.equal(isCompliant(found), false);
});

test("a problem carries what it says", async (context) => {
  const errors = Array.from({ length: 7 }, (_, index) => ({
    pointer: `/lists/${index}`,
    code: "some-code",
    message: "is wrong",
  }));
  const more = { errors, errors_total: 250, line: 3, column: 9, limit: 7 };
  const server = await serve(context, problem(422, "validation-error", more));
  await assert.rejects(ask(server.url), (error) => {
    assert(error instanceof Invalid && error instanceof Refused && error instanceof ServandaError);
    assert.equal(error.status, 422);
    assert.equal(error.slug, "validation-error");
    assert.deepEqual(error.errors, errors);
    assert.deepEqual(error.problem, { type: "/problems/validation-error", title: "A title", status: 422, ...more });
    assert.equal(
      error.message,
      "422 validation-error: A title; line 3, column 9; the limit is 7; /lists/0: is wrong; /lists/1: is wrong; " +
        "/lists/2: is wrong; and 247 more",
    );
    return true;
  });
});

test("of another ruleset that is loaded, the tag is told", async (context) => {
  const server = await serve(context, problem(412, "precondition-failed", {}, { etag: '"sha256:abc"' }));
  await assert.rejects(ask(server.url), { name: "PreconditionFailed", etag: '"sha256:abc"' });
});

for (const [status, name] of [
  [400, "BadRequest"],
  [401, "AccessDenied"],
  [403, "AccessDenied"],
  [404, "NotFound"],
  [405, "BadRequest"],
  [408, "BadRequest"],
  [413, "TooLarge"],
  [414, "TooLarge"],
  [422, "Invalid"],
  [429, "OverCapacity"],
  [431, "TooLarge"],
  [500, "ServiceFailed"],
  [501, "ServiceFailed"],
  [503, "OverCapacity"],
] as const) {
  test(`${status} is ${name}`, async (context) => {
    const server = await serve(context, problem(status, "of-tomorrow"));
    await assert.rejects(ask(server.url, { attempts: 1 }), { name, status, slug: "of-tomorrow" });
  });
}

for (const [name, respond] of Object.entries<Respond>({
  "without a type": problem(400, "", { type: undefined }),
  "of another's making": problem(400, "", { type: "about:blank" }),
  "without a title": problem(400, "x", { title: undefined }),
  "whose errors are none": problem(400, "x", { errors: [null] }),
  "that is empty": answer("", PROBLEM_TYPE, 400),
  "that is a list": answer("[]", PROBLEM_TYPE, 400),
  "that is JSON of another type": answer("{}", JSON_TYPE, 400),
})) {
  test(`a problem ${name} is an unexpected answer`, async (context) => {
    const server = await serve(context, respond);
    await assert.rejects(ask(server.url), { name: "UnexpectedAnswer", status: 400 });
  });
}

test("a problem may be of an absolute address", async (context) => {
  const server = await serve(context, problem(400, "", { type: "https://example/problems/json-too-deep" }));
  await assert.rejects(ask(server.url), { slug: "json-too-deep" });
});

test("a verdict under a ruleset of another digest than was asked for is none", async (context) => {
  const server = await serve(context, json(verdict("compliant", { ruleset: { ...PUBLISHED, digest: "sha256:abc" } })));
  assert.equal((await ask(server.url, {}, { ifMatch: '"sha256:abc"' })).verdict, "compliant");
  await assert.rejects(ask(server.url, {}, { ifMatch: "sha256:abd" }), { name: "UnexpectedAnswer" });
});
