// Servers that are not ours, behind a double: each a process of its own that ends with it.
import { spawn } from "node:child_process";
import http from "node:http";
import { createServer } from "node:net";
import { pipeline } from "node:stream/promises";

/** A port that was free a moment ago, for servers that cannot choose their own. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a program, and returns when it has written a line that matches `ready`. */
export async function startChild(service, program, args, ready, env = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  service.atEnd(() => child.kill("SIGKILL"));
  let said = "";
  await new Promise((resolve, reject) => {
    const hear = (text) => {
      if (said.length < 10_000) said += text;
      if (ready.test(said)) resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", reject).on("exit", (code) => reject(new Error(`${program} ended with ${code}: ${said}`)));
  });
  child.removeAllListeners("exit");
}

/** Hands a request on as it is, and its answer back. */
export async function forward(request, response, port) {
  const { method, url: path, rawHeaders: headers } = request;
  const upstream = http.request({ host: "127.0.0.1", port, method, path, headers, setHost: false });
  const answered = new Promise((resolve, reject) => upstream.on("response", resolve).on("error", reject));
  answered.catch(() => {});
  await pipeline(request, upstream);
  const answer = await answered;
  response.writeHead(answer.statusCode, answer.statusMessage, answer.rawHeaders);
  await pipeline(answer, response);
}

/** A request of our own to such a server: the answer, whose body is still to be read. */
export async function ask(port, method, path, { headers = {}, body } = {}) {
  const upstream = http.request({ host: "127.0.0.1", port, method, path, headers });
  const answered = new Promise((resolve, reject) => upstream.on("response", resolve).on("error", reject));
  if (body?.pipe) await pipeline(body, upstream);
  else upstream.end(body);
  return answered;
}
