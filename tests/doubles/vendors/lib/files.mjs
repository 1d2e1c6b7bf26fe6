// Bodies go to files, so that a film of any size passes through little memory.
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

/** Hashes in hexadecimal digits of what is in a file, by the names of their algorithms. */
export async function hashesOf(path, names) {
  const hashes = names.map((name) => createHash(name));
  for await (const part of createReadStream(path)) for (const hash of hashes) hash.update(part);
  return Object.fromEntries(names.map((name, at) => [name, hashes[at].digest("hex")]));
}

/** SHA-256 of what a stream brings, in hexadecimal digits. */
export async function sha256Of(stream) {
  const hash = createHash("sha256");
  for await (const part of stream) hash.update(part);
  return hash.digest("hex");
}

/** A whole body into a new file; the file is gone again when the body breaks off. */
export async function receive(body, path) {
  try {
    await pipeline(body, createWriteStream(path));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * What arrives of a body into a file from `offset` on, without the first `skip` bytes. How far the file reaches then,
 * and whether the body came to its end.
 */
export async function receiveAt(body, path, offset, skip) {
  const file = await open(path, "a");
  await file.close();
  const out = await open(path, "r+");
  let end = offset;
  let left = skip;
  try {
    for await (const part of body) {
      const rest = part.subarray(Math.min(left, part.length));
      left -= part.length - rest.length;
      await out.write(rest, 0, rest.length, end);
      end += rest.length;
    }
    return { end, whole: true };
  } catch {
    return { end, whole: false };
  } finally {
    await out.close();
  }
}
