import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { Client, type ClientOptions, type Submission } from "../src/index.ts";
import { COMPLIANT, json, PUBLISHED, serve, SUBMISSION, verdict } from "./server.ts";

test("what is sent says who asks, what for, and in which language", async (context) => {
  const server = await serve(context, json(verdict("compliant", { ruleset: { ...PUBLISHED, digest: "sha256:abc" } })));
  const client = new Client(`${server.url}/behind`, { headers: { Authorization: "Bearer secret" }, language: "uk" });
  await client.evaluate("istanbul-2025", "2.0.0", SUBMISSION, { ifMatch: "sha256:abc" });
  await client.evaluate("istanbul-2025", "2.0.0", SUBMISSION, { language: "ru, en;q=0.5" });
  const [first, second] = server.requests;
  assert.equal(first?.path, "/behind/v1/rulesets/istanbul-2025/2.0.0/evaluations");
  assert.deepEqual(
    ["authorization", "accept", "content-type", "if-match", "accept-language", "accept-encoding"].map(
      (name) => first.headers[name],
    ),
    [
      "Bearer secret",
      "application/json, application/problem+json",
      "application/json",
      '"sha256:abc"',
      "uk",
      "identity",
    ],
  );
  assert.equal(second?.headers["accept-language"], "ru, en;q=0.5");
  assert.equal(second.headers["if-match"], undefined);
  assert(!inspect(client, { depth: 9, showHidden: true }).includes("secret"));
});

test("names cannot lead to another address", async (context) => {
  const server = await serve(context, json("{}"));
  const client = new Client(server.url);
  for (const name of [
    "",
    ".",
    "..",
    "%2e%2e",
    "../healthz",
    "1.0.0?",
    "1.0.0#",
    "1.0.0\n",
    "a\\b",
    "https://host.example",
  ]) {
    await assert.rejects(client.ruleset("istanbul-2025", name), TypeError);
    await assert.rejects(client.agreement(name), TypeError);
  }
  await client.ruleset("istanbul-2025", "1.0.0-rc.1+build");
  assert.deepEqual(
    server.requests.map(({ path }) => path),
    ["/v1/rulesets/istanbul-2025/1.0.0-rc.1%2Bbuild"],
  );
});

for (const address of [
  "",
  "example",
  "file:///etc",
  "https://user:word@host.example",
  "https://host.example/?x",
  "https://host.example/#x",
]) {
  test(`\`${address}\` is not the address of a service`, () => {
    assert.throws(
      () => new Client(address),
      (error) => error instanceof TypeError && !error.message.includes("word"),
    );
  });
}

for (const limits of [{ timeout: 0 }, { timeout: 2 ** 31 }, { total: Infinity }, { attempts: 0 }, { pause: NaN }]) {
  test(`${inspect(limits)} is no limit`, () => {
    assert.throws(() => new Client("http://127.0.0.1:9", limits), RangeError);
  });
}

for (const number of [NaN, Infinity, -Infinity]) {
  test(`${number} is not sent as nothing`, async (context) => {
    const server = await serve(context, COMPLIANT);
    const action = { kind: "announce", actor: "UKR", count: number };
    const asked = new Client(server.url).evaluate("istanbul-2025", "2.0.0", { as_of: "2025-06-07", action });
    await assert.rejects(asked, { name: "TypeError", message: "`count` is not a finite number" });
    assert.equal(server.requests.length, 0);
  });
}

test("a large submission is sent in gzip, unless that is not wanted or would look like a bomb", async (context) => {
  const server = await serve(context, COMPLIANT);
  const send = async (entries: { id: string }[], options: ClientOptions): Promise<void> => {
    const list = { id: "U", kind: "prisoners", role: "proposed", by: "UKR", entries } as const;
    await new Client(server.url, options).evaluate("istanbul-2025", "2.0.0", { as_of: "2025-06-07", lists: [list] });
  };
  const people = Array.from({ length: 2000 }, (_, index) => ({
    id: `P${index}`,
    service_number: String(Math.sin(index)),
  }));
  await send(people, {});
  await send(people, { compress: false });
  await send(Array(50_000).fill({ id: "P" }), {});
  assert.deepEqual(
    server.requests.map(({ headers }) => headers["content-encoding"]),
    ["gzip", undefined, undefined],
  );
});

for (const nothing of [undefined, null, "{}", 7, () => {}]) {
  test(`${inspect(nothing)} is not sent as a submission`, async (context) => {
    const server = await serve(context, COMPLIANT);
    const asked = new Client(server.url).evaluate("istanbul-2025", "2.0.0", nothing as unknown as Submission);
    await assert.rejects(asked, TypeError);
    assert.equal(server.requests.length, 0);
  });
}
