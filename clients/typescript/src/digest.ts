/** `Content-Digest` (RFC 9530): whether what came is what was sent. */

import { DigestMismatch } from "./errors.ts";
import type { Received } from "./exchange.ts";

/** Throws unless every SHA-256 of the header is that of the bytes; there may be none if it may be absent. */
export async function requireDigest(
  { status, headers, bytes }: Received,
  { absent }: { absent: boolean },
): Promise<void> {
  const stated = (headers.get("content-digest") ?? "").matchAll(/(?:^|,)[ \t]*sha-256=([^,;]*)/g);
  const values = [...stated].map(([, value = ""]) => value.trim());
  if (!values.length && absent) return;
  if (!values.length) throw new DigestMismatch(status, "the verdict has no `Content-Digest`");
  if (!globalThis.crypto?.subtle) {
    throw new DigestMismatch(
      status,
      "`Content-Digest` cannot be checked: a page has Web Crypto only over https or from localhost",
    );
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const found = `:${btoa(String.fromCharCode(...digest))}:`;
  if (values.some((value) => value !== found))
    throw new DigestMismatch(status, "`Content-Digest` is not that of the content");
}
