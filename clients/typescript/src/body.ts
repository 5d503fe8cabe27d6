/** What is sent: JSON, and in gzip where that is worth it. */

/** The service judges smaller bodies on the spot, if they are not compressed. */
const COMPRESS_FROM = 64 * 2 ** 10;
/** The service takes a body for a bomb that grows further. */
const MOST_RATIO = 200;

/** An object as JSON. */
export function encode(given: unknown): Uint8Array<ArrayBuffer> {
  if (typeof given !== "object" || given === null) throw new TypeError("what is sent must be an object");
  return new TextEncoder().encode(JSON.stringify(given, finite));
}

/** The content in gzip, where that is worth it and the service takes it. */
export async function compressed(content: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (content.length < COMPRESS_FROM) return undefined;
  const stream = new Blob([content]).stream().pipeThrough(new CompressionStream("gzip"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  return content.length <= MOST_RATIO * packed.length ? packed : undefined;
}

/** The value, unless it is a number that JSON would turn into null, which means that nothing is known. */
function finite(name: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError(`\`${name}\` is not a finite number`);
  return value;
}
