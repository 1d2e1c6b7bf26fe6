// The official Node client of KurrentDB, unmodified, against the double at URL: a second opinion on how it speaks.
// Environment: URL, RUSHES_NODE_CLIENTS (the folder that the client is installed in).
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const { URL: url, RUSHES_NODE_CLIENTS } = process.env;
const require = createRequire(`${RUSHES_NODE_CLIENTS}/package.json`);
const kurrent = require("@kurrent/kurrentdb-client");
const { KurrentDBClient, jsonEvent, binaryEvent, eventTypeFilter, WrongExpectedVersionError, StreamNotFoundError } = kurrent;

const client = KurrentDBClient.connectionString(url);
const event = (n, type = "order.placed") => jsonEvent({ id: id(n), type, data: { n }, metadata: { by: "node" } });
const credentials = { username: "ana", password: "word" };

// Where the server offers it, the client appends in batches, unless it is told who appends: both are tried.
for (const [stream, as] of [["node-batch", {}], ["node-single", { credentials }]]) {
  const append = (events, streamState) => client.appendToStream(stream, events, { streamState, ...as });
  const [first, second, third, fourth, fifth] = [1, 2, 3, 4, 5].map((n) => event(`${stream}${n}`, n === 3 ? "order.paid" : undefined));
  await assert.rejects(append(first, kurrent.STREAM_EXISTS), WrongExpectedVersionError);
  const begun = await append([first, second], kurrent.NO_STREAM);
  assert.equal(begun.nextExpectedRevision, 1n);
  assert.ok(begun.position.commit > 0n);
  const again = await append([first, second], kurrent.NO_STREAM);
  assert.equal(again.nextExpectedRevision, 1n);
  assert.deepEqual(again.position, begun.position);
  await assert.rejects(append(fifth, kurrent.NO_STREAM), (error) => {
    assert.ok(error instanceof WrongExpectedVersionError, error);
    assert.equal(error.actualState, 1n);
    return true;
  });
  await assert.rejects(append(fifth, 7n), WrongExpectedVersionError);
  assert.equal((await append(third, 1n)).nextExpectedRevision, 2n);
  assert.equal((await append(fourth, kurrent.STREAM_EXISTS)).nextExpectedRevision, 3n);
}
const bytes = Buffer.from([0, 255, 254, 10]);
await client.appendToStream("node-bytes", binaryEvent({ type: "blob.kept", data: bytes }), { streamState: kurrent.NO_STREAM });

assert.deepEqual((await events(client.readStream("node-batch"))).map(({ data }) => data.n.slice(-1)), ["1", "2", "3", "4"]);
const two = await events(client.readStream("node-batch", { fromRevision: 1n, maxCount: 2 }));
assert.deepEqual(two.map(({ revision }) => revision), [1n, 2n]);
assert.deepEqual(two.map(({ type, metadata }) => [type, metadata.by]), [["order.placed", "node"], ["order.paid", "node"]]);
const back = await events(client.readStream("node-batch", { direction: kurrent.BACKWARDS, fromRevision: kurrent.END, maxCount: 1 }));
assert.equal(back[0].revision, 3n);
assert.deepEqual(Buffer.from((await events(client.readStream("node-bytes")))[0].data), bytes);
await assert.rejects(events(client.readStream("node-missing")), StreamNotFoundError);
const all = await events(client.readAll({ maxCount: 100 }));
assert.equal(all.length, 9);
assert.ok(all.every((one, n) => n === 0 || one.position.commit > all[n - 1].position.commit));
assert.deepEqual((await events(client.readAll({ fromPosition: all[7].position }))).map(({ id }) => id), all.slice(7).map(({ id }) => id));

const seen = [];
let checkpoints = 0;
const subscription = client.subscribeToAll({
  fromPosition: all[0].position,
  filter: eventTypeFilter({ prefixes: ["order."], maxSearchWindow: 1, checkpointReached: () => void checkpoints++ }),
});
subscription.on("error", (error) => { throw error; });
const live = new Promise((resolve) => subscription.on("data", ({ event }) => {
  seen.push(event.type);
  if (event.type === "order.live") resolve();
}));
const caughtUp = new Promise((resolve) => subscription.on("caughtUp", resolve));
await caughtUp;
assert.equal(seen.length, 7, seen.join());
await client.appendToStream("node-batch", [event("x", "other.live"), event("y", "order.live")], { streamState: 3n });
await live;
assert.equal(seen.length, 8, seen.join());
assert.ok(checkpoints > 0);
await subscription.unsubscribe();
await assert.rejects(client.deleteStream("node-batch"), (error) => /delete/.test(error.message));
await client.dispose();
console.log("complete");

/** An id that is the same each time. */
function id(text) {
  const hex = Buffer.from(text.padStart(16, ".")).toString("hex").slice(-32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

async function events(resolved) {
  const found = [];
  for await (const { event } of resolved) found.push(event);
  return found;
}
