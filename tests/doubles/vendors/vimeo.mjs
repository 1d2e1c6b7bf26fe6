// Vimeo's API as far as uploads need it. The upload itself is a real tus server on the same port: the video is made
// first, and its upload link is a tus upload that exists already.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { pick } from "./lib/fields.mjs";
import { options } from "./lib/options.mjs";
import { load } from "./lib/parts.mjs";
import { Service } from "./lib/service.mjs";
import { bearerOf, jsonOf, reply, same } from "./lib/wire.mjs";

// `polls`: how often a complete video is shown while it is still being transcoded.
const { polls } = options({ polls: 1 });
const { Server, Upload } = await load("@tus/server");
const { FileStore } = await load("@tus/file-store");

const service = await Service.listen();
const token = randomBytes(16).toString("hex");
const folders = ["/users/7/projects/11"];
const VIEWS = ["anybody", "nobody", "contacts", "password", "unlisted", "disable", "users", "ptv", "stock"];
const videos = new Map();
let nextId = 900000001;
const directory = join(service.folder, "tus");
mkdirSync(directory);
const store = new FileStore({ directory });
// A connection that broke holds its upload for so long; the default of seconds would only make tests wait.
const tus = new Server({ path: "/files", datastore: store, lockDrainTimeout: 20 });

const refuse = (response, status, message, code, parameters) =>
  reply(response, status, {
    error: message, link: null, developer_message: message, error_code: code,
    ...(parameters && { invalid_parameters: parameters }),
  }, { "content-type": "application/vnd.vimeo.error+json" });

/** How far the upload is, and what the API says of it. */
async function seen(video) {
  const { offset = 0 } = await store.getUpload(video.id);
  const complete = offset === video.size;
  const ready = complete && video.polls >= polls;
  const { id, polls: _, size, link, ...about } = video;
  return {
    ...about,
    uri: `/videos/${id}`,
    link: `https://vimeo.com/${id}`,
    type: "video",
    duration: ready ? 1 : 0,
    status: ready ? "available" : complete ? "transcoding" : "uploading",
    upload: { status: complete ? "complete" : "in_progress", approach: "tus", size, upload_link: link },
    transcode: { status: ready ? "complete" : "in_progress" },
    is_playable: ready,
  };
}

async function create(request, response, url) {
  const body = await jsonOf(request);
  if (!body) return refuse(response, 400, "The request body is no JSON.", 2204);
  const { upload = {}, name = "Untitled", description = null, privacy = {}, folder_uri: folder } = body;
  const size = Number(upload.size);
  const wrong = (field, message) =>
    refuse(response, 400, "Something strange occurred. Please try again.", 2204, [{ field, error: message }]);
  if (upload.approach !== "tus") return wrong("upload.approach", "The upload approach is not tus.");
  if (!Number.isSafeInteger(size) || size < 0) return wrong("upload.size", "The upload size is invalid.");
  if (privacy.view !== undefined && !VIEWS.includes(privacy.view)) return wrong("privacy.view", "The view is invalid.");
  if (privacy.view === "password" && !body.password) return wrong("password", "A password is needed.");
  if (String(name).length > 128) return wrong("name", "The name is longer than 128 characters.");
  if (folder !== undefined && !folders.includes(folder)) return refuse(response, 404, "The folder is not there.", 5000);
  const id = String(nextId++);
  await store.create(new Upload({ id, size, offset: 0 }));
  const video = {
    id, name, description, size, polls: 0, link: `${service.url}/files/${id}`,
    privacy: { view: "anybody", embed: "public", comments: "anybody", download: true, add: true, ...privacy },
    created_time: new Date().toISOString(),
    parent_folder: folder ? { uri: folder } : null,
  };
  videos.set(id, video);
  const mask = url.searchParams.get("fields");
  return reply(response, 201, pick(await seen(video), mask), { location: `/videos/${id}` });
}

async function edit(request, response, url, video) {
  const body = await jsonOf(request);
  if (!body) return refuse(response, 400, "The request body is no JSON.", 2204);
  if (String(body.name ?? "").length > 128) {
    const message = "The name is longer than 128 characters.";
    return refuse(response, 400, message, 2204, [{ field: "name", error: message }]);
  }
  Object.assign(video, pick(body, "name,description"));
  return reply(response, 200, pick(await seen(video), url.searchParams.get("fields")));
}

async function list(response, url) {
  const words = (url.searchParams.get("query") ?? "").toLowerCase();
  const found = [];
  for (const video of videos.values()) {
    if (`${video.name}\n${video.description ?? ""}`.toLowerCase().includes(words)) found.push(await seen(video));
  }
  const size = Number(url.searchParams.get("per_page") ?? 25);
  const page = Number(url.searchParams.get("page") ?? 1);
  const data = found.reverse().slice((page - 1) * size, page * size);
  const next = page * size < found.length ? `/me/videos?page=${page + 1}&per_page=${size}` : null;
  const body = { total: found.length, page, per_page: size, paging: { next }, data };
  return reply(response, 200, pick(body, masked(url)));
}

/** Vimeo's mask names the fields of a list's items. */
const masked = (url) => {
  const mask = url.searchParams.get("fields");
  return mask && `total,page,per_page,paging,data(${mask})`;
};

async function handle(request, response, url) {
  if (url.pathname.startsWith("/files/")) {
    if (!["HEAD", "PATCH", "OPTIONS"].includes(request.method)) return reply(response, 405);
    return tus.handle(request, response);
  }
  if (!same(bearerOf(request), token)) {
    return refuse(response, 401, "You must provide a valid authenticated access token.", 8003);
  }
  // Without a version the vendor answers as whatever version the application once had; that must not happen to us.
  if (!/application\/vnd\.vimeo\..*\+json;\s*version=3\.4/.test(request.headers.accept ?? "")) {
    return refuse(response, 406, "Name the version of the API in Accept.", 2204);
  }
  const id = /^\/videos\/(\d+)$/.exec(url.pathname)?.[1];
  switch (`${request.method} ${id ? "video" : url.pathname}`) {
    case "POST /me/videos": return create(request, response, url);
    case "GET /me/videos": return list(response, url);
    case "GET /me":
      return reply(response, 200, pick({
        uri: "/users/7", name: "Rushes", account: "pro",
        upload_quota: { space: { free: 5_000_000_000, max: 5_000_000_000, used: 0 } },
      }, url.searchParams.get("fields")));
  }
  const video = videos.get(id);
  if (!video) return refuse(response, 404, "The requested video couldn't be found.", 5460);
  if (request.method === "DELETE") {
    videos.delete(id);
    await store.remove(id);
    return reply(response, 204);
  }
  if (request.method === "PATCH") return edit(request, response, url, video);
  if (request.method !== "GET") return refuse(response, 405, "That cannot be done here.", 2204);
  const shown = await seen(video);
  if (shown.upload.status === "complete") video.polls += 1;
  return reply(response, 200, pick(shown, url.searchParams.get("fields")));
}

async function objects() {
  const complete = [];
  for (const { id, name, size } of videos.values()) {
    const { offset } = await store.getUpload(id);
    if (offset === size) complete.push({ key: name, id, bytes: size, path: join(directory, id) });
  }
  return complete;
}

await service.serve({ config: { accessToken: token, endpoint: service.url, folderUri: folders[0] }, handle, objects });
