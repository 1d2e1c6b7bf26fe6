// Drive's API, version 3, as far as uploads need it.
import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseQuery } from "./drive-query.mjs";
import { pick } from "./fields.mjs";
import { hashesOf } from "./files.mjs";
import { refuse, unauthorised } from "./google-errors.mjs";
import { splitRelated } from "./related.mjs";
import { Sessions } from "./resumable.mjs";
import { bearerOf, bytesOf, jsonOf, reply } from "./wire.mjs";

const FOLDER = "application/vnd.google-apps.folder";
const FILE_FIELDS = "kind,id,name,mimeType";
const newId = () => randomBytes(24).toString("base64url");
const inUse = { refused: 409, message: "A file already exists with the provided ID.", reason: "fileIdInUse" };

/** The drive of the one user there is. `scopesOf(token)` is what a token may do, and undefined for a bad one. */
export class Drive {
  #files = new Map();
  #generated = new Set();
  #service;
  #scopesOf;
  #sessions;

  constructor(service, scopesOf) {
    this.#service = service;
    this.#scopesOf = scopesOf;
    this.#sessions = new Sessions(service.folder, refuse);
    this.#files.set("folder-1", this.#described({ id: "folder-1", name: "Films", mimeType: FOLDER }));
  }

  objects() {
    return [...this.#files.values()].filter(({ path, trashed }) => path && !trashed).map((file) => ({
      key: file.name, id: file.id, bytes: Number(file.size), sha256: file.sha256Checksum, mediaType: file.mimeType,
      path: file.path,
    }));
  }

  async handle(request, response, url) {
    const session = url.searchParams.get("upload_id");
    if (session && url.pathname === "/upload/drive/v3/files") return this.#sessions.handle(request, response, session);
    const scopes = await this.#scopesOf(bearerOf(request));
    if (!scopes) return unauthorised(response);
    if (!scopes.some((scope) => /\/auth\/drive(\.file)?$/.test(scope))) {
      const reason = "insufficientPermissions";
      return refuse(response, 403, "Request had insufficient authentication scopes.", { reason });
    }
    const mask = url.searchParams.get("fields");
    const id = /^\/drive\/v3\/files\/([\w-]+)$/.exec(url.pathname)?.[1];
    switch (`${request.method} ${url.pathname}`) {
      case "POST /upload/drive/v3/files":
        if (url.searchParams.get("uploadType") === "resumable") return this.#begin(request, response, mask);
        if (url.searchParams.get("uploadType") === "multipart") return this.#simple(request, response, mask);
        return refuse(response, 400, "Bad uploadType.");
      case "POST /drive/v3/files": return this.#bare(request, response, mask);
      case "GET /drive/v3/files": return this.#list(response, url, mask);
      case "GET /drive/v3/files/generateIds": {
        const ids = Array.from({ length: Number(url.searchParams.get("count") ?? 10) }, newId);
        for (const one of ids) this.#generated.add(one);
        return reply(response, 200, { kind: "drive#generatedIds", space: "drive", ids });
      }
      case "GET /drive/v3/about":
        if (!mask) return refuse(response, 400, "The 'fields' parameter is required.", { reason: "required" });
        return reply(response, 200, pick({
          kind: "drive#about",
          user: { kind: "drive#user", displayName: "Rushes", me: true, emailAddress: "rushes@example.org" },
          storageQuota: { limit: "16106127360", usage: "0", usageInDrive: "0", usageInDriveTrash: "0" },
        }, mask));
    }
    const file = this.#files.get(id);
    if (!file) return refuse(response, 404, `File not found: ${id ?? url.pathname}.`);
    switch (request.method) {
      case "GET":
        if (url.searchParams.get("alt") !== "media") {
          return reply(response, 200, pick(shown(file), mask ?? FILE_FIELDS));
        }
        response.writeHead(200, { "content-type": file.mimeType, "content-length": file.size });
        return createReadStream(file.path).pipe(response);
      case "PATCH":
        Object.assign(file, pick((await jsonOf(request)) ?? {}, "name,trashed,appProperties"));
        return reply(response, 200, pick(shown(file), mask ?? FILE_FIELDS));
      case "DELETE":
        this.#files.delete(id);
        if (file.path) await rm(file.path, { force: true });
        return reply(response, 204);
      default: return refuse(response, 405, "Method not allowed.");
    }
  }

  /** What keeps a file from being made with these properties, as a refusal. */
  #wrong(about) {
    if (!about || typeof about !== "object") return { refused: 400, message: "Parse Error", reason: "parseError" };
    const { id, parents = [] } = about;
    if (id !== undefined && this.#files.has(id)) return inUse;
    if (id !== undefined && !this.#generated.has(id)) {
      return { refused: 400, message: "The provided file ID is not usable.", reason: "invalid" };
    }
    if (parents.length > 1) return { refused: 403, message: "A file has one parent.", reason: "teamDrivesParentLimit" };
    const unknown = parents.find((parent) => parent !== "root" && this.#files.get(parent)?.mimeType !== FOLDER);
    return unknown && { refused: 404, message: `File not found: ${unknown}.`, reason: "notFound" };
  }

  #described({ id = newId(), name = "Untitled", mimeType = "application/octet-stream", parents, appProperties }) {
    const now = new Date().toISOString();
    return {
      kind: "drive#file", id, name, mimeType, parents: parents ?? ["root"], trashed: false, createdTime: now,
      modifiedTime: now, webViewLink: `https://drive.google.com/file/d/${id}/view?usp=drivesdk`,
      ...(appProperties && { appProperties }),
    };
  }

  /** A file of what is at `path`, which is left there. */
  async #add(about, path) {
    const file = this.#described(about);
    file.path = join(this.#service.folder, `file-${newId()}`);
    await copyFile(path, file.path);
    const { md5, sha1, sha256 } = await hashesOf(file.path, ["md5", "sha1", "sha256"]);
    const { size } = await stat(file.path);
    Object.assign(file, { size: String(size), md5Checksum: md5, sha1Checksum: sha1, sha256Checksum: sha256 });
    const wrong = this.#wrong(about);
    if (wrong) return wrong;
    this.#files.set(file.id, file);
    return { file };
  }

  async #begin(request, response, mask) {
    const about = await jsonOf(request);
    const wrong = this.#wrong(about);
    if (wrong) return refuse(response, wrong.refused, wrong.message, wrong);
    about.mimeType ??= request.headers["x-upload-content-type"];
    const length = request.headers["x-upload-content-length"];
    const session = this.#sessions.create(async ({ path }) => {
      const { file, ...refused } = await this.#add(about, path);
      return file ? { status: 200, body: pick(shown(file), mask ?? FILE_FIELDS) } : refused;
    }, { total: length === undefined ? undefined : Number(length) });
    const location = `${this.#service.url}/upload/drive/v3/files?uploadType=resumable&upload_id=${session.id}`;
    return reply(response, 200, undefined, { location, "x-guploader-uploadid": session.id });
  }

  async #simple(request, response, mask) {
    const [first, second] = splitRelated(request.headers["content-type"], await bytesOf(request));
    if (!second) return refuse(response, 400, "Malformed multipart body.");
    const about = { mimeType: second.type, ...JSON.parse(first.content.toString("utf8")) };
    const wrong = this.#wrong(about);
    if (wrong) return refuse(response, wrong.refused, wrong.message, wrong);
    const path = join(this.#service.folder, `part-${newId()}`);
    await writeFile(path, second.content);
    const { file, ...refused } = await this.#add(about, path);
    await rm(path);
    if (!file) return refuse(response, refused.refused, refused.message, refused);
    return reply(response, 200, pick(shown(file), mask ?? FILE_FIELDS));
  }

  /** Without content: folders. */
  async #bare(request, response, mask) {
    const about = await jsonOf(request);
    const wrong = this.#wrong(about);
    if (wrong) return refuse(response, wrong.refused, wrong.message, wrong);
    const file = this.#described(about);
    this.#files.set(file.id, file);
    return reply(response, 200, pick(shown(file), mask ?? FILE_FIELDS));
  }

  #list(response, url, mask) {
    const test = parseQuery(url.searchParams.get("q") ?? "");
    if (!test) return refuse(response, 400, "Invalid Value", { reason: "invalid" });
    const found = [...this.#files.values()].filter(test).reverse();
    const size = Number(url.searchParams.get("pageSize") ?? 100);
    const from = Number(url.searchParams.get("pageToken") ?? 0);
    const files = found.slice(from, from + size).map(shown);
    const next = from + size < found.length ? { nextPageToken: String(from + size) } : {};
    const body = { kind: "drive#fileList", incompleteSearch: false, files, ...next };
    return reply(response, 200, pick(body, mask ?? `kind,incompleteSearch,nextPageToken,files(${FILE_FIELDS})`));
  }
}

const shown = ({ path: _, ...file }) => file;
