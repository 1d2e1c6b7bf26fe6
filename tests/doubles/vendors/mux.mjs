// Mux's video API as far as uploads need it: direct uploads through a resumable address without credentials, and assets
// that are pulled from an address.
import { randomBytes } from "node:crypto";
import { copyFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { receive } from "./lib/files.mjs";
import { options } from "./lib/options.mjs";
import { Sessions } from "./lib/resumable.mjs";
import { Service } from "./lib/service.mjs";
import { jsonOf, reply, same } from "./lib/wire.mjs";

// `polls`: how often a new asset is shown while it is still being prepared.
const { polls } = options({ polls: 1 });

const service = await Service.listen();
const letters = (count) => randomBytes(count).toString("base64url").replace(/[-_]/g, "0");
const [tokenId, tokenSecret] = [letters(18), letters(48)];
const POLICIES = ["public", "signed", "drm"];
const [uploads, assets] = [new Map(), new Map()];
const now = () => String(Math.floor(Date.now() / 1000));

const refuse = (response, status, message, { type } = {}) => {
  const types = { 400: "invalid_parameters", 401: "unauthorized", 404: "not_found" };
  return reply(response, status, { error: { type: type ?? types[status] ?? "error", messages: [message] } });
};
const sessions = new Sessions(service.folder, refuse);

/** What is wrong with the settings of an asset. */
function wrongSettings({ playback_policies: policies, playback_policy: policy, passthrough }) {
  const named = [policies ?? policy ?? []].flat();
  if (named.some((name) => !POLICIES.includes(name))) return "Invalid playback policy.";
  if (String(passthrough ?? "").length > 255) return "Passthrough is longer than 255 characters.";
  return undefined;
}

function newAsset(settings, more) {
  const asset = {
    id: letters(30), created_at: now(), status: "preparing", polls: 0, path: join(service.folder, letters(18)),
    playback_ids: [settings.playback_policies ?? settings.playback_policy ?? []].flat()
      .map((policy) => ({ id: letters(30), policy })),
    ...(settings.passthrough !== undefined && { passthrough: settings.passthrough }),
    ...(settings.meta !== undefined && { meta: settings.meta }),
    ...more,
  };
  assets.set(asset.id, asset);
  return asset;
}

const shownAsset = ({ path: _, polls: __, bytes, ...asset }) => ({
  ...asset, master_access: "none", mp4_support: "none", encoding_tier: "smart", video_quality: "plus",
  max_resolution_tier: "1080p",
  progress: { state: asset.status === "ready" ? "completed" : "transcoding", progress: -1 },
  ...(asset.status === "ready" && { duration: 1, aspect_ratio: "16:9", tracks: [] }),
});

/** An upload that was not finished in its time is over. */
function shownUpload({ session: _, signature: __, until, ...upload }) {
  if (upload.status === "waiting" && Date.now() > until) upload.status = "timed_out";
  if (upload.status !== "waiting") delete upload.url;
  return upload;
}

async function createUpload(request, response) {
  const body = await jsonOf(request);
  if (!body) return refuse(response, 400, "The body is no JSON.");
  const { cors_origin, new_asset_settings: settings = {}, timeout = 3600, test = false } = body;
  const wrong = wrongSettings(settings);
  if (wrong) return refuse(response, 400, wrong);
  if (!(timeout >= 60 && timeout <= 604800)) return refuse(response, 400, "Timeout must be from 60 to 604800.");
  const upload = {
    id: letters(30), status: "waiting", timeout, cors_origin, new_asset_settings: settings, test,
    until: Date.now() + timeout * 1000,
  };
  upload.session = sessions.create(async (session) => {
    if (shownUpload(upload).status !== "waiting") return { refused: 404, message: "The upload is over." };
    const asset = newAsset(settings, {
      upload_id: upload.id, ingest_type: "on_demand_direct_upload", ...(test && { test }),
    });
    await copyFile(session.path, asset.path);
    asset.bytes = session.offset;
    Object.assign(upload, { status: "asset_created", asset_id: asset.id });
    return { status: 200 };
  });
  upload.signature = letters(18);
  upload.url = `${service.url}/direct/${upload.session.id}?signature=${upload.signature}`;
  uploads.set(upload.id, upload);
  return reply(response, 201, { data: shownUpload(upload) });
}

async function createAsset(request, response) {
  const body = await jsonOf(request);
  if (!body) return refuse(response, 400, "The body is no JSON.");
  const first = [body.inputs ?? body.input ?? []].flat()[0];
  const address = typeof first === "string" ? first : first?.url;
  if (!URL.canParse(address ?? "")) return refuse(response, 400, "A URL is required for every input.");
  const wrong = wrongSettings(body);
  if (wrong) return refuse(response, 400, wrong);
  const asset = newAsset(body, { ingest_type: "on_demand_url", ...(body.test && { test: true }) });
  pull(asset, address);
  return reply(response, 201, { data: shownAsset(asset) });
}

/** Fetches what an asset is made of; what becomes of it is seen at the asset. */
async function pull(asset, address) {
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    await receive(Readable.fromWeb(answer.body), asset.path);
    asset.bytes = (await stat(asset.path)).size;
  } catch {
    Object.assign(asset, {
      status: "errored",
      errors: { type: "download_failed", messages: ["The file could not be fetched from the given URL."] },
    });
  }
}

function list(response, url) {
  const [limit, page] = [Number(url.searchParams.get("limit") ?? 25), Number(url.searchParams.get("page") ?? 1)];
  const upload = url.searchParams.get("upload_id");
  const found = [...assets.values()].reverse().filter(({ upload_id }) => !upload || upload_id === upload);
  const data = found.slice((page - 1) * limit, page * limit).map(shownAsset);
  return reply(response, 200, { data, next_cursor: null });
}

async function handle(request, response, url) {
  const [, direct] = /^\/direct\/(\w+)$/.exec(url.pathname) ?? [];
  if (direct) {
    const upload = [...uploads.values()].find(({ session }) => session.id === direct);
    const over = !upload || ["cancelled", "timed_out"].includes(shownUpload(upload).status);
    if (over || url.searchParams.get("signature") !== upload.signature) {
      return refuse(response, 403, "The signature is wrong or has expired.");
    }
    return sessions.handle(request, response, direct);
  }
  const basic = `Basic ${Buffer.from(`${tokenId}:${tokenSecret}`).toString("base64")}`;
  if (!same(request.headers.authorization ?? "", basic)) return refuse(response, 401, "Unauthorized request");
  const [, kind, id, verb = ""] = /^\/video\/v1\/(uploads|assets)(?:\/(\w+))?(?:\/(\w+))?$/.exec(url.pathname) ?? [];
  const named = (kind === "uploads" ? uploads : assets).get(id);
  if (!kind || (id && !named)) return refuse(response, 404, "The requested resource was not found.");
  switch (`${request.method} ${kind}${id ? "/id" : ""}${verb && `/${verb}`}`) {
    case "POST uploads": return createUpload(request, response);
    case "GET uploads": return reply(response, 200, { data: [...uploads.values()].reverse().map(shownUpload) });
    case "GET uploads/id": return reply(response, 200, { data: shownUpload(named) });
    case "PUT uploads/id/cancel":
      if (shownUpload(named).status !== "waiting") return refuse(response, 400, "The upload is not waiting.");
      named.status = "cancelled";
      return reply(response, 200, { data: shownUpload(named) });
    case "POST assets": return createAsset(request, response);
    case "GET assets": return list(response, url);
    case "GET assets/id":
      if (named.status === "preparing" && named.bytes !== undefined && named.polls++ >= polls) named.status = "ready";
      return reply(response, 200, { data: shownAsset(named) });
    case "DELETE assets/id":
      assets.delete(id);
      await rm(named.path, { force: true });
      return reply(response, 204);
    default: return refuse(response, 404, "The requested resource was not found.");
  }
}

const objects = () => [...assets.values()].filter(({ bytes }) => bytes !== undefined)
  .map(({ id, passthrough, path, bytes }) => ({ key: passthrough ?? id, id, path, bytes }));

await service.serve({ config: { tokenId, tokenSecret, endpoint: service.url }, handle, objects });
