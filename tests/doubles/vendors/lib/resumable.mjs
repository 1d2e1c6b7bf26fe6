// Google's resumable uploads, as Cloud Storage, Drive and whoever stands on them (Mux) speak them: one address a
// session, PUT with Content-Range, 308 with how far the server has it.
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { receiveAt } from "./files.mjs";
import { bytesOf, reply } from "./wire.mjs";

/** Chunks other than the last are multiples of this, and of a chunk that breaks off only such a multiple is kept. */
export const GRAIN = 256 * 1024;

/** The sessions of one double. `refuse(response, status, message)` answers errors as its vendor words them. */
export class Sessions {
  #open = new Map();
  #folder;
  #refuse;

  constructor(folder, refuse) {
    this.#folder = folder;
    this.#refuse = refuse;
  }

  /**
   * A new session. `finish(session)` makes the object of `session.path` and says how to answer, as
   * `{status, body, headers?}`; it is asked once, and its answer is given again to whoever asks again.
   */
  create(finish, { total, ...about } = {}) {
    const id = randomUUID().replaceAll("-", "");
    const path = join(this.#folder, `session-${id}`);
    writeFileSync(path, "");
    const session = { ...about, id, path, total, offset: 0, finish, turn: Promise.resolve() };
    this.#open.set(id, session);
    return session;
  }

  get(id) {
    return this.#open.get(id);
  }

  /** PUT or DELETE of a session's address. One at a time: a status query waits for what a cut request leaves behind. */
  handle(request, response, id) {
    const session = this.#open.get(id);
    if (!session || session.cancelled) return this.#refuse(response, 404, "No such upload session.");
    const turn = session.turn.then(() => this.#take(request, response, session));
    session.turn = turn.catch(() => {});
    return turn;
  }

  async #take(request, response, session) {
    if (request.method === "DELETE") {
      session.cancelled = true;
      return reply(response, 499);
    }
    if (request.method !== "PUT" && request.method !== "POST") return this.#refuse(response, 405, "Use PUT.");
    if (session.answer) {
      await drain(request);
      return this.#done(response, session);
    }
    const range = readRange(request, session);
    if (range.wrong) return this.#refuse(response, 400, range.wrong);
    session.total ??= range.total;
    if (range.first !== undefined) {
      const before = session.offset;
      const { end, whole } = await receiveAt(request, session.path, before, before - range.first);
      session.offset = whole || end === session.total ? end : Math.max(before, end - (end % GRAIN));
      if (session.offset !== end) await truncate(session.path, session.offset);
      if (!whole) return undefined;
      if (range.unknownLength) session.total = end;
    } else await bytesOf(request);
    if (session.offset !== session.total) return reply(response, 308, undefined, rangeOf(session));
    session.answer = await session.finish(session);
    return this.#done(response, session);
  }

  #done(response, { answer }) {
    if (answer.refused) return this.#refuse(response, answer.refused, answer.message, answer);
    return reply(response, answer.status, answer.body, answer.headers);
  }
}

const rangeOf = ({ offset }) => (offset > 0 ? { range: `bytes=0-${offset - 1}` } : {});

async function drain(request) {
  for await (const _ of request);
}

/** What Content-Range says, held to what the session has; bytes that it has already may come again. */
function readRange(request, { offset, total }) {
  const length = request.headers["content-length"];
  const given = request.headers["content-range"];
  if (given === undefined) {
    // The whole object in one request; of one that is sent again, what is there already is passed over.
    return { first: 0, total: length && Number(length), unknownLength: length === undefined };
  }
  const [, first, last, whole] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(given) ?? [];
  if (whole === undefined) return { wrong: "Failed to parse Content-Range header." };
  const named = whole === "*" ? undefined : Number(whole);
  if (named !== undefined && total !== undefined && named !== total) {
    return { wrong: `The total of ${named} byte(s) is not the ${total} byte(s) that were announced.` };
  }
  if (first === undefined) return { total: named };
  const size = Number(last) - Number(first) + 1;
  const end = Number(last) + 1;
  if (size <= 0 || end > (named ?? end)) return { wrong: "Content-Range names no bytes of the object." };
  if (length !== undefined && Number(length) !== size) {
    return { wrong: `There were ${length} byte(s) in the request body, and ${size} in its range.` };
  }
  if (Number(first) > offset) {
    return { wrong: `The upload offset is ${first}, which exceeds already uploaded size of ${offset} byte(s).` };
  }
  if (end !== (named ?? total) && size % GRAIN !== 0) {
    return { wrong: `Chunks other than the last must be multiples of ${GRAIN} bytes.` };
  }
  return { first: Number(first), total: named };
}
