import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { retryAfter } from "../src/exchange.ts";
import { Client, Refused, TimedOut, Unreachable } from "../src/index.ts";
import { ask, closed, COMPLIANT, hangUp, JSON_TYPE, problem, type Respond, serve, SUBMISSION } from "./server.ts";

const busy = problem(503, "over-capacity");

for (const [name, respond] of Object.entries<Respond>({
  "429": problem(429, "rate-limited"),
  "503": busy,
  "503 of another's making": (response) => void response.writeHead(503, { "content-type": "text/html" }).end("<p>"),
  "a connection that breaks off": hangUp,
  "an answer that breaks off": (response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" }).write("{");
    setTimeout(() => response.destroy(), 20);
  },
})) {
  test(`${name} is tried again, with the same request`, async (context) => {
    const server = await serve(context, respond, respond, COMPLIANT);
    assert.equal((await ask(server.url)).verdict, "compliant");
    assert.deepEqual(
      server.requests.map(({ method, body }) => [method, body]),
      Array(3).fill(["POST", JSON.stringify(SUBMISSION)]),
    );
  });
}

for (const status of [400, 404, 408, 412, 422, 500, 502, 504]) {
  test(`${status} is not tried again`, async (context) => {
    const server = await serve(context, problem(status, "some-problem"), COMPLIANT);
    await assert.rejects(ask(server.url), Refused);
    assert.equal(server.requests.length, 1);
  });
}

test("attempts are bounded, and the last problem is told", async (context) => {
  const server = await serve(context, busy, busy, problem(429, "rate-limited"), COMPLIANT);
  await assert.rejects(ask(server.url, { attempts: 3 }), { name: "OverCapacity", slug: "rate-limited", status: 429 });
  assert.equal(server.requests.length, 3);
});

test("whether the service answers now is asked once", async (context) => {
  const server = await serve(context, busy);
  await assert.rejects(new Client(server.url).health(), { name: "OverCapacity" });
  await assert.rejects(new Client(server.url).ready(), { name: "OverCapacity" });
  assert.deepEqual(
    server.requests.map(({ path }) => path),
    ["/healthz", "/readyz"],
  );
});

test("a connection that is refused is tried again, and what is thrown says why", async () => {
  let asked = 0;
  const counting: typeof fetch = (input, init) => {
    asked += 1;
    return fetch(input, init);
  };
  await assert.rejects(ask(await closed(), { attempts: 3, fetch: counting }), (error) => {
    assert(error instanceof Unreachable);
    assert.match(inspect(error), /ECONNREFUSED/);
    return true;
  });
  assert.equal(asked, 3);
});

test("Retry-After is waited for", async (context) => {
  const server = await serve(context, problem(503, "over-capacity", {}, { "retry-after": "1" }), COMPLIANT);
  const started = performance.now();
  await ask(server.url);
  assert(performance.now() - started >= 990);
});

test("who would have to wait too long is told at once, and for how long", async (context) => {
  const server = await serve(context, problem(429, "rate-limited", {}, { "retry-after": "61" }), COMPLIANT);
  const started = performance.now();
  await assert.rejects(ask(server.url, { total: 60_000 }), { slug: "rate-limited", retryAfter: 61 });
  assert(performance.now() - started < 10_000);
  assert.equal(server.requests.length, 1);
});

test("all attempts together are bounded in time, and the last problem is told", async (context) => {
  for (const responses of [[busy], [busy, (): void => {}]]) {
    const server = await serve(context, ...responses);
    const started = performance.now();
    await assert.rejects(ask(server.url, { total: 1500, attempts: 1000, pause: 50 }), { name: "OverCapacity" });
    assert(performance.now() - started < 10_000);
    assert(server.requests.length > 1);
  }
});

test("what times out after a problem has timed out", async (context) => {
  const server = await serve(context, busy, () => {});
  await assert.rejects(ask(server.url, { timeout: 500 }), TimedOut);
});

const NOW = "Sun, 06 Nov 1994 08:49:37 GMT";
for (const [value, seconds] of [
  ["0", 0],
  ["120", 120],
  ["2030", 2030],
  [" 7 ", 7],
  ["Sun, 06 Nov 1994 09:49:37 GMT", 3600],
  ["Sunday, 06-Nov-94 09:49:37 GMT", 3600],
  ["Sun Nov  6 09:49:37 1994", 3600],
  ["Sun, 06 Nov 1994 08:49:36 GMT", 0],
  ["", undefined],
  ["soon", undefined],
  ["Sunday", undefined],
  ["1994-11-06T09:49:37Z", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["1e3", undefined],
] as const) {
  test(`Retry-After: ${value} is ${seconds}`, () => {
    assert.equal(retryAfter(new Headers({ "Retry-After": value, Date: NOW })), seconds);
  });
}

test("a date to ask again at counts from now, where the answer has no date of its own", () => {
  assert.equal(retryAfter(new Headers({ "Retry-After": NOW })), 0);
  const found = retryAfter(new Headers({ "Retry-After": new Date(Date.now() + 3600_000).toUTCString() }));
  assert(found !== undefined && found > 3590 && found <= 3600);
});

for (const [name, respond] of Object.entries<Respond>({
  "no answer": () => {},
  "half an answer": (response) => void response.writeHead(200, JSON_TYPE).write('{"verdict":'),
})) {
  test(`${name} is not waited for, and not tried again`, async (context) => {
    const server = await serve(context, respond, COMPLIANT);
    const started = performance.now();
    await assert.rejects(ask(server.url, { timeout: 500 }), TimedOut);
    assert(performance.now() - started < 10_000);
    assert.equal(server.requests.length, 1);
  });
}

test("the caller can end a call, also between two attempts, and gets the reason", async (context) => {
  for (const respond of [(): void => {}, problem(503, "over-capacity", {}, { "retry-after": "30" })]) {
    const started = performance.now();
    const stop = new AbortController();
    const reason = new Error("enough");
    const server = await serve(context, (response, request) => {
      respond(response, request);
      setTimeout(() => stop.abort(reason), 50);
    });
    await assert.rejects(ask(server.url, {}, { signal: stop.signal }), reason);
    await assert.rejects(ask(server.url, {}, { signal: stop.signal }), reason);
    assert.equal(server.requests.length, 1);
    assert(performance.now() - started < 10_000);
  }
});

for (const status of [301, 302, 303, 307, 308]) {
  test(`a list does not follow a redirect: ${status}`, async (context) => {
    const elsewhere = await serve(context, COMPLIANT);
    const server = await serve(
      context,
      (response) => void response.writeHead(status, { location: elsewhere.url }).end(),
    );
    await assert.rejects(ask(server.url), { name: "UnexpectedAnswer", message: /redirects are not followed/ });
    assert.equal(elsewhere.requests.length, 0);
    assert.equal(server.requests.length, 1);
  });
}
