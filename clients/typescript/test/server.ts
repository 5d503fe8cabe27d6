/** A server on 127.0.0.1 that answers as it is told, in order, the last answer again and again. */

import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { Client, type ClientOptions, type EvaluateOptions, type Verdict } from "../src/index.ts";

export type Respond = (response: ServerResponse, request: IncomingMessage) => void;

export interface Server {
  url: string;
  /** The requests that came, with their bodies. */
  requests: { method: string; path: string; headers: IncomingMessage["headers"]; body: string }[];
}

/** An address where nobody listens. */
export async function closed(): Promise<string> {
  const server = createServer();
  const url = await listen(server);
  server.close();
  await once(server, "close");
  return url;
}

async function listen(server: HttpServer): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function serve(context: TestContext, ...responses: Respond[]): Promise<Server> {
  const requests: Server["requests"] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { method = "", url: path = "", headers } = request;
    requests.push({ method, path, headers, body });
    responses[Math.min(requests.length, responses.length) - 1]?.(response, request);
  });
  const url = await listen(server);
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url, requests };
}

export const PUBLISHED = { agreement: "istanbul-2025", version: "2.0.0" } as const;

export function verdict(word: string, changes: object = {}): string {
  return JSON.stringify({
    verdict: word,
    draft: false,
    ruleset: PUBLISHED,
    lists: [{ id: "Yevdokymenko" }],
    ...changes,
  });
}

export function digestOf(body: string | Buffer): string {
  return `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
}

/** An answer in JSON, with its digest. */
export function json(body: string, headers: Record<string, string> = {}): Respond {
  return answer(body, { ...JSON_TYPE, ...headers });
}

export function problem(
  status: number,
  slug: string,
  more: object = {},
  headers: Record<string, string> = {},
): Respond {
  return (response) => {
    response.writeHead(status, { ...PROBLEM_TYPE, ...headers });
    response.end(JSON.stringify({ type: `/problems/${slug}`, title: "A title", status, ...more }));
  };
}

export function answer(content: string | Buffer, headers: Record<string, string>, status = 200): Respond {
  return (response) =>
    void response.writeHead(status, { "content-digest": digestOf(content), ...headers }).end(content);
}

export const hangUp: Respond = (response) => void response.destroy();

export const JSON_TYPE = { "content-type": "application/json" };
export const PROBLEM_TYPE = { "content-type": "application/problem+json" };
export const COMPLIANT: Respond = json(verdict("compliant"));
export const SUBMISSION = { as_of: "2025-06-07", events: [] };

/** What a client says who asks there for a verdict. */
export function ask(url: string, options: ClientOptions = {}, call: EvaluateOptions = {}): Promise<Verdict> {
  const client = new Client(url, { pause: 1, ...options });
  return client.evaluate(PUBLISHED.agreement, PUBLISHED.version, SUBMISSION, call);
}
