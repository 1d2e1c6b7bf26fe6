// Small things of HTTP that every double needs.
import { timingSafeEqual } from "node:crypto";

/** Answers with JSON, or with nothing. */
export function reply(response, status, body, headers = {}) {
  if (body === undefined) return response.writeHead(status, { "content-length": 0, ...headers }).end();
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  response.writeHead(status, { "content-type": "application/json", "content-length": length, ...headers });
  return response.end(text);
}

/** A body that is meant to be small. */
export async function bytesOf(request, limit = 6 << 20) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > limit) throw new Error("a body that should be small is large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A JSON body; an empty one is an empty object, and undefined what is no JSON. */
export async function jsonOf(request) {
  const bytes = await bytesOf(request);
  try {
    return bytes.length === 0 ? {} : JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** The token of `Authorization: Bearer …`. */
export const bearerOf = (request) => /^bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];

/** Whether two texts are the same. */
export function same(one, other) {
  const [a, b] = [Buffer.from(String(one)), Buffer.from(String(other))];
  return a.length === b.length && timingSafeEqual(a, b);
}
