// The official Node SDK, unmodified, against the double of Azure.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { load } from "../../lib/parts.mjs";

const { DOUBLE, CONFIG, FILM } = process.env;
const { azureAccountName, azureAccountKey, azureContainerName, endpoint } = JSON.parse(CONFIG);
const { BlobServiceClient, StorageSharedKeyCredential } = await load("@azure/storage-blob");
const film = readFileSync(FILM);
const containerWith = (key, retryOptions = { maxTries: 1 }) => new BlobServiceClient(
  endpoint, new StorageSharedKeyCredential(azureAccountName, key), { retryOptions },
).getContainerClient(azureContainerName);
const container = containerWith(azureAccountKey);

const wrong = Buffer.from("wrong").toString("base64");
await assert.rejects(containerWith(wrong).getProperties(), { statusCode: 403 });
const bare = await fetch(`${endpoint}/${azureContainerName}/x`, { method: "PUT", body: "x" });
assert.ok(bare.status >= 400, "without a signature nothing is stored");

const blob = container.getBlockBlobClient("films/Café & 映画.mp4");
const ids = ["one", "two"].map((id) => Buffer.from(id).toString("base64"));
await blob.stageBlock(ids[0], film.subarray(0, 600_000), 600_000);
await blob.stageBlock(ids[1], film.subarray(600_000), film.length - 600_000);
const { uncommittedBlocks } = await blob.getBlockList("uncommitted");
assert.equal(uncommittedBlocks.length, 2);
assert.deepEqual(await (await fetch(`${DOUBLE}/_double/objects`)).json(), [], "blocks alone are not visible");
const headers = { blobHTTPHeaders: { blobContentType: "video/mp4" }, conditions: { ifNoneMatch: "*" } };
await blob.commitBlockList(ids, headers);
await assert.rejects(blob.upload(film, film.length, headers), { statusCode: 409 });
assert.ok((await blob.downloadToBuffer()).equals(film));

await fetch(`${DOUBLE}/_double/faults`, {
  method: "POST",
  body: JSON.stringify([{ status: 503, match: "^PUT .*second" }, { cutAfterBytes: 5000, match: "^PUT .*second" }]),
});
const patient = containerWith(azureAccountKey, { maxTries: 4, retryDelayInMs: 1, maxRetryDelayInMs: 2 });
await patient.getBlockBlobClient("films/second.mp4").upload(film, film.length);
const lost = JSON.stringify({ loseAnswer: true, match: "^PUT .*gone" });
await fetch(`${DOUBLE}/_double/faults`, { method: "POST", body: lost });
await assert.rejects(container.getBlockBlobClient("films/gone.mp4").upload("x", 1));
assert.ok(await container.getBlobClient("films/gone.mp4").exists(), "it was done, although the answer was lost");
await container.deleteBlob("films/gone.mp4");
