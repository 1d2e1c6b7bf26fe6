// What every double has in common: a port of its own, a folder that goes with it, the control endpoints, and its end.
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apply, Faults } from "./faults.mjs";
import { sha256Of } from "./files.mjs";
import { bytesOf, jsonOf, reply } from "./wire.mjs";

// Standard output is for the one line that says where the double is; libraries that write there must not break it.
for (const level of ["log", "info", "debug", "warn"]) console[level] = console.error;

/** A double before it serves: it has its address already, since most doubles hand out addresses of their own. */
export class Service {
  faults = new Faults();
  counters = { requests: 0, bytes: 0 };
  #endings = [];
  #server;

  static async listen() {
    const service = new Service();
    service.folder = mkdtempSync(join(tmpdir(), "rushes-double-"));
    service.#server = http.createServer({ requestTimeout: 0 });
    await new Promise((resolve) => service.#server.listen(0, "127.0.0.1", resolve));
    service.host = `127.0.0.1:${service.#server.address().port}`;
    service.url = `http://${service.host}`;
    process.on("exit", () => {
      for (const ending of service.#endings) ending();
      rmSync(service.folder, { recursive: true, force: true });
    });
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
    // Whoever started the double may die without a word; its end of the pipe closes all the same.
    process.stdin.on("end", () => process.exit(0)).on("close", () => process.exit(0)).resume();
    return service;
  }

  /** Done when the double ends: children are ended by whoever started them. */
  atEnd(ending) {
    this.#endings.push(ending);
  }

  /**
   * Serves, and says so. `handle(request, response, url)` answers what is not ours; `objects()` lists what is complete
   * and visible as `{key, bytes, path?, sha256?, mediaType?, id?}`; `open(object)` reads those without a path;
   * `expireTokens()` ends every token that was handed out; `prepare()` is what remains to be done through the double
   * itself before it says that it is ready.
   */
  async serve({ config, handle, prepare, ...control }) {
    const answer = async (request, response) => {
      const url = new URL(request.url, this.url);
      if (url.pathname.startsWith("/_double/")) return this.#control(request, response, url, control);
      this.counters.requests += 1;
      this.#count(request);
      const fault = this.faults.take(request);
      if (fault && !(await apply(fault, request, response))) return undefined;
      return handle(request, response, url);
    };
    this.#server.on("request", (request, response) => {
      answer(request, response).catch((error) => {
        // A connection that was cut ends in an error here too, and nobody is left to answer.
        if (error.code !== "ECONNRESET" && error.code !== "ERR_STREAM_PREMATURE_CLOSE") console.error(error);
        if (!response.headersSent && !response.destroyed) reply(response, 500, { error: String(error) });
      });
    });
    await prepare?.();
    this.counters = { requests: 0, bytes: 0 };
    process.stdout.write(`${JSON.stringify({ url: this.url, config })}\n`);
  }

  #count(request) {
    const push = request.push.bind(request);
    request.push = (chunk) => {
      if (chunk) this.counters.bytes += chunk.length;
      return push(chunk);
    };
  }

  async #control(request, response, url, { objects, open, expireTokens }) {
    switch (`${request.method} ${url.pathname.slice("/_double/".length)}`) {
      case "GET objects": {
        const shown = [];
        for (const { path, ...object } of await objects()) {
          const sha256 = object.sha256 ?? (await sha256Of(path ? createReadStream(path) : await open(object)));
          shown.push({ ...object, sha256 });
        }
        return reply(response, 200, shown);
      }
      case "GET names":
        return reply(response, 200, (await objects()).map(({ key, id, bytes }) => ({ key, id, bytes })));
      case "GET found": {
        const wanted = url.searchParams.get("key");
        const found = (await objects()).find(({ key, id }) => key === wanted || id === wanted);
        if (!found) return reply(response, 200, {});
        const { path, bytes } = found;
        const sha256 = found.sha256 ?? (await sha256Of(path ? createReadStream(path) : await open(found)));
        return reply(response, 200, { bytes, sha256 });
      }
      case "GET object": {
        const wanted = url.searchParams.get("key");
        const found = (await objects()).find(({ key, id }) => key === wanted || id === wanted);
        if (!found) return reply(response, 404, { error: "no such object" });
        const body = found.path ? createReadStream(found.path) : await open(found);
        response.writeHead(200, { "content-length": found.bytes });
        return body.pipe(response);
      }
      case "POST faults":
        this.faults.add(await jsonOf(request));
        return reply(response, 204);
      case "DELETE faults":
        this.faults.clear();
        return reply(response, 204);
      case "GET counters":
        return reply(response, 200, this.counters);
      case "POST expire-tokens":
        await bytesOf(request);
        if (!expireTokens) return reply(response, 404, { error: "there are no tokens that expire here" });
        await expireTokens();
        return reply(response, 204);
      default:
        return reply(response, 404, { error: "no such control" });
    }
  }
}
