// What a test tells a double to do wrong, and for how many requests.
import { googleError } from "./google-errors.mjs";

/** The faults that still wait for their requests, oldest first. */
export class Faults {
  #waiting = [];

  /** `{status | cutAfterBytes | hangMillis | loseAnswer, times?, match?, retryAfter?, body?}`, or a list of these. */
  add(faults) {
    for (const fault of [faults].flat()) {
      this.#waiting.push({ ...fault, times: fault.times ?? 1, match: new RegExp(fault.match ?? "") });
    }
  }

  clear() {
    this.#waiting = [];
  }

  /** Takes one use off the oldest fault that is meant for "METHOD /path?query". */
  take(request) {
    const line = `${request.method} ${request.url}`;
    const fault = this.#waiting.find(({ times, match }) => times > 0 && match.test(line));
    if (fault) fault.times -= 1;
    return fault;
  }
}

/**
 * Does to this request what the fault says. False when that was all that is to happen to it.
 *
 * - `status`: refuses with it before anything is looked at, with `body`, or as Google does with `reason`;
 * - `cutAfterBytes`: lets so much of the body through, then destroys the connection;
 * - `hangMillis`: neither reads nor answers for so long, then goes on as if nothing had been;
 * - `loseAnswer`: does what is asked, and destroys the connection instead of answering.
 */
export async function apply(fault, request, response) {
  if (fault.hangMillis) await new Promise((resolve) => setTimeout(resolve, fault.hangMillis));
  if (fault.cutAfterBytes !== undefined) cutAfter(fault.cutAfterBytes, request);
  if (fault.loseAnswer) loseAnswer(request, response);
  if (!fault.status) return true;
  const text = typeof fault.body === "string";
  const shape = fault.reason ? googleError(fault.status, "As the test wants it.", fault.reason) : fault.body;
  const body = text ? fault.body : JSON.stringify(shape ?? { error: "as the test wants it" });
  const type = text ? "text/plain" : "application/json";
  const headers = { "content-type": type, "content-length": Buffer.byteLength(body) };
  if (fault.retryAfter !== undefined) headers["retry-after"] = String(fault.retryAfter);
  response.writeHead(fault.status, headers).end(body);
  return false;
}

/** `push` is where the server's parser hands in what arrives: the one place before every reader of the body. */
function cutAfter(limit, request) {
  const push = request.push.bind(request);
  let left = limit;
  request.push = (chunk) => {
    if (chunk === null) return push(chunk);
    if (chunk.length <= left) {
      left -= chunk.length;
      return push(chunk);
    }
    if (left > 0) push(chunk.subarray(0, left));
    left = 0;
    setImmediate(() => request.socket.destroy());
    return false;
  };
}

function loseAnswer(request, response) {
  response.writeHead = () => response;
  response.flushHeaders = () => {};
  response.write = () => true;
  response.end = () => {
    request.socket.destroy();
    return response;
  };
}
