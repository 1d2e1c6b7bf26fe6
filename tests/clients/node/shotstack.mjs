// The official Node SDK, unmodified, through the Edit and Serve APIs of the server at BASE.
// Environment: BASE, KEY, SOURCE (a film), BUCKET (of an integration), RUSHES_NODE_CLIENTS (the folder that the SDK is installed in).
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const { BASE, KEY, SOURCE, BUCKET, RUSHES_NODE_CLIENTS } = process.env;
const require = createRequire(`${RUSHES_NODE_CLIENTS}/package.json`);
const Shotstack = require("shotstack-sdk");

const client = (base, key = KEY) => {
  const client = new Shotstack.ApiClient(base);
  client.authentications.DeveloperKey.apiKey = key;
  return client;
};
const edits = new Shotstack.EditApi(client(`${BASE}/edit/v1`));
const serve = new Shotstack.ServeApi(client(`${BASE}/serve/v1`));

const title = new Shotstack.Clip()
  .setAsset(new Shotstack.TitleAsset().setText("{{ GREETING }}").setStyle("minimal").setSize("small"))
  .setStart(0)
  .setLength(1);
const film = new Shotstack.Clip()
  .setAsset(new Shotstack.VideoAsset().setSrc(SOURCE).setVolume(0.5))
  .setStart(0)
  .setLength(1)
  .setFit("cover")
  .setTransition(new Shotstack.Transition().setIn("fade"));
const timeline = new Shotstack.Timeline()
  .setBackground("#102030")
  .setTracks([new Shotstack.Track().setClips([title]), new Shotstack.Track().setClips([film])]);
const output = new Shotstack.Output()
  .setFormat("mp4")
  .setSize(new Shotstack.Size().setWidth(320).setHeight(180))
  .setPoster(new Shotstack.Poster().setCapture(0.5))
  .setThumbnail(new Shotstack.Thumbnail().setCapture(0.5).setScale(0.5));
const edit = new Shotstack.Edit()
  .setTimeline(timeline)
  .setOutput(output)
  .setMerge([new Shotstack.MergeField().setFind("GREETING").setReplace("Hello")]);

const queued = await edits.postRender(edit);
assert.equal(queued.success, true);
assert.equal(queued.message, "Created");
const id = queued.response.id;
assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

const render = await until(async () => {
  const { response } = await edits.getRender(id, { data: false });
  assert.notEqual(response.status, "failed", response.error);
  return response.status === "done" ? response : undefined;
});
assert.equal(render.id, id);
assert.equal(render.duration, 1);
assert.equal(render.data, undefined);
assert.deepEqual([...(await bytes(render.url)).subarray(4, 8)], [...Buffer.from("ftyp")]);
for (const still of [render.poster, render.thumbnail]) {
  assert.deepEqual([...(await bytes(still)).subarray(0, 3)], [0xff, 0xd8, 0xff]);
}
// The SDK cannot read an answer that holds an edit with assets: a fault of its own, on the vendor's servers too.
await assert.rejects(edits.getRender(id), (error) => !(error.status >= 400));

const assets = await until(async () => {
  const { data } = await serve.getAssetByRenderId(id);
  return data.length === 3 && data.every(({ attributes }) => attributes.status === "ready") ? data : undefined;
});
const main = assets.find(({ attributes }) => attributes.filename.endsWith(".mp4")).attributes;
const { data } = await serve.getAsset(main.id);
assert.equal(data.attributes.status, "ready");
assert.equal(data.attributes.renderId, id);
assert.deepEqual(await bytes(data.attributes.url), await bytes(render.url));
await serve.deleteAsset(main.id);
assert.equal((await serve.getAsset(main.id)).data.attributes.status, "deleted");
assert.equal((await fetch(main.url)).status, 404);

// A copy in a bucket of the workspace's own, named as Shotstack's clients name it; our own hosting is left out.
const options = new Shotstack.S3DestinationOptions()
  .setRegion("us-east-1").setBucket(BUCKET).setPrefix("node").setFilename("promo").setAcl("private");
const still = new Shotstack.Edit()
  .setTimeline(new Shotstack.Timeline().setTracks([new Shotstack.Track().setClips([title])]))
  .setOutput(new Shotstack.Output().setFormat("jpg").setResolution("preview").setDestinations([
    new Shotstack.ShotstackDestination().setProvider("shotstack").setExclude(true),
    new Shotstack.S3Destination().setProvider("s3").setOptions(options),
  ]));
const sent = (await edits.postRender(still)).response.id;
const copy = await until(async () => {
  const { data } = await serve.getAssetByRenderId(sent);
  return data.length === 1 && data[0].attributes.status === "ready" ? data[0].attributes : undefined;
});
assert.equal(copy.filename, "promo.jpg");
assert.equal(copy.renderId, sent);
await serve.deleteAsset(copy.id);
assert.equal((await serve.getAsset(copy.id)).data.attributes.status, "deleted");

const stranger = new Shotstack.EditApi(client(`${BASE}/edit/v1`, "0".repeat(40)));
await assert.rejects(stranger.postRender(edit), { status: 403 });
await assert.rejects(stranger.getRender(id, { data: false }), { status: 403 });
await assert.rejects(edits.postRender({ timeline: {}, output: { format: "mp4" } }), (error) => {
  assert.equal(error.status, 400);
  assert.ok(error.body.response.error.details.some(({ path }) => path === "timeline.tracks"), error.response?.text);
  return true;
});
await assert.rejects(edits.getRender("00000000-0000-4000-8000-000000000000", { data: false }), { status: 404 });
await assert.rejects(serve.getAsset("00000000-0000-4000-8000-000000000000"), { status: 404 });
console.log("complete");

async function bytes(url) {
  const answer = await fetch(url);
  assert.equal(answer.status, 200, url);
  return Buffer.from(await answer.arrayBuffer());
}

async function until(look) {
  const end = Date.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    assert.ok(Date.now() < end, "waited a minute in vain");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
