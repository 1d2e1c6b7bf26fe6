// Akamai's NetStorage over HTTP: every request is signed, and what it does stands in a header.
import { createHmac, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { hashesOf, receive } from "./lib/files.mjs";
import { options } from "./lib/options.mjs";
import { Service } from "./lib/service.mjs";
import { bytesOf, same } from "./lib/wire.mjs";

const { cpCode } = options({ cpCode: "123456" });
const SKEW = 30;

const service = await Service.listen();
const keyName = "rushes-double";
const key = randomBytes(32).toString("base64url");
const root = `/${cpCode}`;
const files = new Map();
const folders = new Map([[root, Date.now()]]);
const seen = new Set();

const say = (response, status, text, type = "text/plain") =>
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(text) }).end(text);
const done = (response) => say(response, 200, "Request Processed");

/** What is wrong with the signature of a request; the vendor says no more than that either. */
function unauthorised(request, action) {
  const data = request.headers["x-akamai-acs-auth-data"] ?? "";
  const sign = request.headers["x-akamai-acs-auth-sign"] ?? "";
  const [version, first, second, time, unique, name, ...more] = data.split(", ");
  if (version !== "5" || first !== "0.0.0.0" || second !== "0.0.0.0" || more.length > 0) return "Unauthorized data";
  if (!/^\d+$/.test(time) || !/^[0-9a-zA-Z-]+$/.test(unique) || name !== keyName) return "Unauthorized";
  const signed = `${data}${request.url}\nx-akamai-acs-action:${action}\n`;
  if (!same(createHmac("sha256", key).update(signed).digest("base64"), sign)) return "Unauthorized signature";
  if (Math.abs(Date.now() / 1000 - Number(time)) > SKEW) return "Unauthorized time";
  if (seen.has(unique)) return "Unauthorized: replayed";
  seen.add(unique);
  return undefined;
}

/** The folders that lead to a path are made with it. */
function addFolders(path) {
  for (let at = path; at.length >= root.length && !folders.has(at); at = dirname(at)) folders.set(at, Date.now());
}

async function upload(request, response, path, action) {
  if (folders.has(path)) return say(response, 409, "Conflict: a directory");
  const stored = join(service.folder, randomBytes(12).toString("hex"));
  await receive(request, stored);
  const { size } = await stat(stored);
  const hashes = await hashesOf(stored, ["md5", "sha1", "sha256"]);
  const wanted = { ...hashes, size: String(size) };
  for (const [name, found] of Object.entries(wanted)) {
    const expected = action.get(name);
    if (expected !== null && expected.toLowerCase() !== found) {
      await rm(stored);
      return say(response, 409, `Conflict: ${name} does not match`);
    }
  }
  const old = files.get(path);
  addFolders(dirname(path));
  const mtime = Number(action.get("mtime") ?? Math.floor(Date.now() / 1000));
  files.set(path, { path: stored, bytes: size, mtime, ...hashes });
  if (old) await rm(old.path, { force: true });
  return done(response);
}

const quoted = (text) => text.replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const entry = (path) => {
  const file = files.get(path);
  const name = quoted(basename(path));
  if (!file) return `  <file type="dir" name="${name}" mtime="${Math.floor(folders.get(path) / 1000)}"/>`;
  return `  <file type="file" name="${name}" mtime="${file.mtime}" size="${file.bytes}" md5="${file.md5}"/>`;
};
const xml = (response, tag, directory, lines) => say(response, 200, [
  '<?xml version="1.0" encoding="ISO-8859-1"?>', `<${tag} directory="${quoted(directory)}">`, ...lines, `</${tag}>`, "",
].join("\n"), "text/xml");
const inside = (folder) => [...folders.keys(), ...files.keys()].filter((path) => path.startsWith(`${folder}/`));

async function rename(response, path, destination) {
  if (!destination?.startsWith(`${root}/`)) return say(response, 400, "Bad destination");
  if (folders.has(destination)) return say(response, 409, "Conflict: a directory");
  const old = files.get(destination);
  addFolders(dirname(destination));
  files.set(destination, files.get(path));
  if (destination === path) return done(response);
  files.delete(path);
  if (old) await rm(old.path, { force: true });
  return done(response);
}

async function handle(request, response, url) {
  const line = request.headers["x-akamai-acs-action"];
  if (line === undefined) return say(response, 403, "Forbidden");
  const action = new URLSearchParams(line);
  const refusal = unauthorised(request, line);
  if (refusal) return say(response, 403, refusal);
  if (action.get("version") !== "1") return say(response, 400, "Bad version");
  const path = decodeURIComponent(url.pathname).replace(/(.)\/+$/, "$1");
  if (path !== root && !path.startsWith(`${root}/`)) return say(response, 404, "Not Found: no such CP code");
  const named = `${request.method} ${action.get("action")}`;
  if (named === "PUT upload") return upload(request, response, path, action);
  await bytesOf(request);
  if (named === "POST mkdir") {
    if (files.has(path) || folders.has(path)) return say(response, 409, "Conflict: it exists");
    addFolders(path);
    return done(response);
  }
  const [file, folder] = [files.get(path), folders.has(path)];
  if (!file && !folder) return say(response, 404, "Not Found");
  switch (named) {
    case "GET stat": return xml(response, "stat", dirname(path), [entry(path)]);
    case "GET dir":
      if (!folder) return say(response, 412, "Not a directory");
      return xml(response, "stat", path, inside(path).filter((found) => dirname(found) === path).map(entry));
    case "GET du": {
      const counted = (file ? [path] : inside(path)).map((found) => files.get(found)).filter(Boolean);
      const bytes = counted.reduce((sum, one) => sum + one.bytes, 0);
      return xml(response, "du", path, [`  <du-info files="${counted.length}" bytes="${bytes}"/>`]);
    }
    case "POST mtime":
      if (file) file.mtime = Number(action.get("mtime"));
      return done(response);
    case "POST rmdir":
      if (!folder || inside(path).length > 0 || path === root) return say(response, 409, "Conflict: not empty");
      folders.delete(path);
      return done(response);
  }
  if (!file) return say(response, 409, "Conflict: a directory");
  switch (named) {
    case "GET download":
      response.writeHead(200, { "content-length": file.bytes, "content-type": "application/octet-stream" });
      return createReadStream(file.path).pipe(response);
    case "POST rename": return rename(response, path, action.get("destination"));
    case "POST delete":
      files.delete(path);
      await rm(file.path, { force: true });
      return done(response);
    default: return say(response, 400, "Bad action for this method");
  }
}

const objects = () => [...files].map(([name, { path, bytes, sha256 }]) => ({ key: name, path, bytes, sha256 }));

await service.serve({ config: { host: service.host, cpCode, keyName, key, endpoint: service.url }, handle, objects });
