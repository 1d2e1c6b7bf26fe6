// The official Node SDK, unmodified, against the double of Mux.
import assert from "node:assert/strict";
import { createReadStream, readFileSync, statSync } from "node:fs";
import http from "node:http";
import { load } from "../../lib/parts.mjs";

const { DOUBLE, CONFIG, FILM } = process.env;
const { tokenId, tokenSecret } = JSON.parse(CONFIG);
const { Mux } = await load("@mux/mux-node");
const mux = new Mux({ tokenId, tokenSecret, baseURL: DOUBLE, maxRetries: 0 });
const film = readFileSync(FILM);
const GRAIN = 256 * 1024;

const stranger = new Mux({ tokenId, tokenSecret: "wrong", baseURL: DOUBLE, maxRetries: 0 });
await assert.rejects(stranger.video.uploads.create({ cors_origin: "*" }), { status: 401 });

// A direct upload in chunks, with one that is cut and a status query after it.
const upload = await mux.video.uploads.create({
  cors_origin: "https://example.org", test: false,
  new_asset_settings: { playback_policies: ["public"], passthrough: "uploaded in chunks" },
});
assert.equal(upload.status, "waiting");
const put = (range, body) => fetch(upload.url, { method: "PUT", headers: { "content-range": range }, body });
const chunk = (from, to) => put(`bytes ${from}-${to - 1}/${film.length}`, film.subarray(from, to));
assert.equal((await chunk(0, GRAIN + 1)).status, 400, "a chunk that is no multiple is refused");
const first = await chunk(0, GRAIN);
assert.equal(first.status, 308);
assert.equal(first.headers.get("range"), `bytes=0-${GRAIN - 1}`);
assert.equal((await chunk(0, GRAIN)).headers.get("range"), `bytes=0-${GRAIN - 1}`, "what is there may come again");
assert.equal((await chunk(2 * GRAIN, 3 * GRAIN)).status, 400, "a gap is refused");
await fetch(`${DOUBLE}/_double/faults`, {
  method: "POST", body: JSON.stringify({ cutAfterBytes: GRAIN + 5000, match: "^PUT /direct" }),
});
await assert.rejects(chunk(GRAIN, film.length));
const asked = await put(`bytes */${film.length}`);
assert.equal(asked.status, 308);
const kept = Number(/-(\d+)$/.exec(asked.headers.get("range"))[1]) + 1;
assert.ok(kept === GRAIN || kept === 2 * GRAIN, `${kept} bytes were kept`);
assert.equal((await mux.video.uploads.retrieve(upload.id)).status, "waiting");
assert.equal((await chunk(kept, film.length)).status, 200);
assert.equal((await put(`bytes */${film.length}`)).status, 200, "what is finished says so again");

const finished = await mux.video.uploads.retrieve(upload.id);
assert.equal(finished.status, "asset_created");
assert.equal((await mux.video.assets.retrieve(finished.asset_id)).status, "preparing");
const asset = await mux.video.assets.retrieve(finished.asset_id);
assert.equal(asset.status, "ready");
assert.equal(asset.passthrough, "uploaded in chunks");
assert.equal(asset.playback_ids[0].policy, "public");

// One request, without a range.
const whole = await mux.video.uploads.create({ cors_origin: "*", new_asset_settings: {} });
const sent = await fetch(whole.url, {
  method: "PUT", body: createReadStream(FILM), duplex: "half", headers: { "content-length": statSync(FILM).size },
});
assert.equal(sent.status, 200);
const { asset_id: second } = await mux.video.uploads.retrieve(whole.id);
await mux.video.assets.delete(second);

const cancelled = await mux.video.uploads.create({ cors_origin: "*", new_asset_settings: {} });
assert.equal((await mux.video.uploads.cancel(cancelled.id)).status, "cancelled");
assert.equal((await fetch(cancelled.url, { method: "PUT", body: film })).status, 403);

// Assets that are pulled.
const server = http.createServer((request, response) => {
  if (request.url !== "/film.mp4") return response.writeHead(404).end();
  return createReadStream(FILM).pipe(response);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
async function settled(id) {
  for (;;) {
    const asset = await mux.video.assets.retrieve(id);
    if (asset.status !== "preparing") return asset;
  }
}
const inputs = [{ url: `${origin}/film.mp4` }];
const pulled = await mux.video.assets.create({ inputs, playback_policies: ["signed"] });
assert.equal((await settled(pulled.id)).playback_ids[0].policy, "signed");
const missing = await mux.video.assets.create({ inputs: [{ url: `${origin}/none.mp4` }] });
assert.equal((await settled(missing.id)).status, "errored");
const listed = [];
for await (const { id } of mux.video.assets.list({ limit: 10 })) listed.push(id);
assert.deepEqual(listed, [missing.id, pulled.id, asset.id]);
await mux.video.assets.delete(pulled.id);
await assert.rejects(mux.video.assets.retrieve(pulled.id), { status: 404 });
await assert.rejects(mux.video.assets.create({ inputs: [{ url: "x" }] }), { status: 400 });
server.close();
