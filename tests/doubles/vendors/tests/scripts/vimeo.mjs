// tus-js-client, unmodified, against the double of Vimeo.
import assert from "node:assert/strict";
import { createReadStream, readFileSync } from "node:fs";
import { load } from "../../lib/parts.mjs";

const { DOUBLE, CONFIG, FILM } = process.env;
const { accessToken, folderUri } = JSON.parse(CONFIG);
const { Upload } = (await load("tus-js-client")).default;
const film = readFileSync(FILM);

const headers = {
  authorization: `bearer ${accessToken}`, accept: "application/vnd.vimeo.*+json;version=3.4",
  "content-type": "application/json",
};
const call = async (method, path, body, more = {}) => {
  const sent = { method, headers: { ...headers, ...more }, body: body && JSON.stringify(body) };
  const answer = await fetch(DOUBLE + path, sent);
  return { status: answer.status, body: answer.status === 204 ? undefined : await answer.json() };
};
const create = (more) => call("POST", "/me/videos", { upload: { approach: "tus", size: film.length }, ...more });

assert.equal((await call("GET", "/me", undefined, { authorization: "bearer wrong" })).status, 401);
assert.equal((await call("GET", "/me", undefined, { accept: "application/json" })).status, 406);
assert.equal((await call("GET", "/me?fields=uri,upload_quota.space.free")).body.upload_quota.space.free, 5e9);
assert.equal((await create({ folder_uri: "/users/7/projects/404" })).status, 404);
assert.equal((await create({ privacy: { view: "friends" } })).status, 400);

const made = await create({
  name: "Café – 映画", description: "first", privacy: { view: "nobody" }, folder_uri: folderUri,
});
assert.equal(made.status, 201);
const { uri, upload } = made.body;
assert.equal(made.body.privacy.view, "nobody");
assert.equal(upload.approach, "tus");

/** Uploads in chunks until it is done, trying again where the connection breaks. */
const send = (retryDelays) => new Promise((resolve, reject) => {
  new Upload(createReadStream(FILM), {
    uploadUrl: upload.upload_link, uploadSize: film.length, chunkSize: 300_000, retryDelays,
    onError: reject, onSuccess: resolve,
  }).start();
});
const fault = (body) => fetch(`${DOUBLE}/_double/faults`, { method: "POST", body: JSON.stringify(body) });
await fault([{ match: "^PATCH ", cutAfterBytes: 1000 }]);
await assert.rejects(send(null));
const seen = await call("GET", `${uri}?fields=upload.status,status`);
assert.deepEqual(seen.body, { status: "uploading", upload: { status: "in_progress" } });
assert.equal((await (await fetch(`${DOUBLE}/_double/objects`)).json()).length, 0, "what is incomplete is not visible");
const wrong = await fetch(upload.upload_link, {
  method: "PATCH", body: "x",
  headers: { "tus-resumable": "1.0.0", "upload-offset": "999999", "content-type": "application/offset+octet-stream" },
});
assert.equal(wrong.status, 409, "a wrong offset is refused");
await fault([{ match: "^PATCH ", status: 503, retryAfter: 0 }, { match: "^PATCH ", loseAnswer: true }]);
await send([0, 0, 0]);

assert.equal((await call("GET", uri)).body.status, "transcoding");
assert.equal((await call("GET", uri)).body.status, "available");
const found = (await call("GET", `/me/videos?query=${encodeURIComponent("café")}&fields=uri`)).body;
assert.deepEqual(found.data, [{ uri }]);
assert.equal((await call("GET", "/me/videos?query=nothing")).body.total, 0);

assert.equal((await call("PATCH", uri, { name: "n".repeat(129) })).status, 400);
assert.deepEqual((await call("PATCH", `${uri}?fields=name`, { name: "renamed" })).body, { name: "renamed" });
assert.equal((await call("GET", uri)).body.description, "first", "what is not named stays");
assert.equal((await call("PATCH", uri, { name: "Café – 映画" })).status, 200);

const second = (await create({ name: "deleted" })).body;
assert.equal((await call("DELETE", second.uri)).status, 204);
assert.equal((await call("GET", second.uri)).status, 404);
// The client keeps its connections for a while.
process.exit(0);
