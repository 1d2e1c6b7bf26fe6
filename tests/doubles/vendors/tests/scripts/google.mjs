// OAuth and Drive as their documentation has them, by plain requests.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { authorise, exchange } from "../../lib/consent.mjs";

const { endpoint, driveAccessToken, driveRefreshToken, driveFolderId, oauth } = JSON.parse(process.env.CONFIG);
const film = readFileSync(process.env.FILM);
const GRAIN = 256 * 1024;
const basic = `Basic ${Buffer.from(`${oauth.clientId}:${oauth.clientSecret}`).toString("base64")}`;

async function token(form, authorization = basic) {
  const body = new URLSearchParams(form);
  const answer = await fetch(oauth.tokenUrl, { method: "POST", headers: { authorization }, body });
  return { status: answer.status, ...(await answer.json()) };
}

// OAuth: the secret may come in a header or in the body; it and the verifier are checked; refresh tokens are used once.
const plain = new URL(oauth.authUrl);
plain.search = new URLSearchParams({
  client_id: oauth.clientId, redirect_uri: oauth.redirectUri, response_type: "code", scope: oauth.scope,
});
const refused = await fetch(plain, { redirect: "manual" });
assert.match(refused.headers.get("location"), /error=invalid_request.*PKCE/, "PKCE is required");
const stolen = { ...(await authorise(oauth)), verifier: "x".repeat(43) };
await assert.rejects(exchange(oauth, stolen), /invalid_grant/);
await assert.rejects(exchange({ ...oauth, clientSecret: "wrong" }, await authorise(oauth)), /invalid_client/);
assert.equal((await token({ grant_type: "refresh_token", refresh_token: "x" }, "Basic eDp5")).error, "invalid_client");
const granted = await exchange(oauth, await authorise(oauth));
assert.equal(granted.expires_in, 3600);
assert.equal(granted.scope, oauth.scope);
const next = await token({ grant_type: "refresh_token", refresh_token: granted.refresh_token });
assert.equal(next.status, 200);
assert.notEqual(next.refresh_token, granted.refresh_token);
const again = await token({ grant_type: "refresh_token", refresh_token: granted.refresh_token });
assert.deepEqual([again.status, again.error], [400, "invalid_grant"]);
const dead = await token({ grant_type: "refresh_token", refresh_token: next.refresh_token });
assert.deepEqual([dead.status, dead.error], [400, "invalid_grant"], "using one again ends the grant");
assert.equal((await token({ grant_type: "refresh_token", refresh_token: driveRefreshToken })).status, 200);

// Drive.
const headers = { authorization: `Bearer ${driveAccessToken}` };
const get = async (path, more = headers) => {
  const answer = await fetch(endpoint + path, { headers: more });
  return { status: answer.status, body: await answer.json() };
};
assert.equal((await get("/drive/v3/about?fields=user", {})).status, 401);
assert.equal((await get("/drive/v3/about?fields=user", { authorization: "Bearer wrong" })).status, 401);
assert.equal((await get(`/drive/v3/about?fields=user`, { authorization: `Bearer ${next.access_token}` })).status, 401);
const about = await get("/drive/v3/about?fields=user(emailAddress),storageQuota/limit");
assert.deepEqual(about.body, { user: { emailAddress: "rushes@example.org" }, storageQuota: { limit: "16106127360" } });
assert.equal((await get(`/drive/v3/files/${driveFolderId}?fields=id`)).body.id, "folder-1");

const begin = (about, query = "") => fetch(`${endpoint}/upload/drive/v3/files?uploadType=resumable${query}`, {
  method: "POST", body: JSON.stringify(about),
  headers: {
    ...headers, "content-type": "application/json", "x-upload-content-type": "video/mp4",
    "x-upload-content-length": String(film.length),
  },
});
assert.equal((await begin({ name: "x", parents: ["nowhere"] })).status, 404);
assert.equal((await begin({ name: "x", id: "made-up" })).status, 400);
const { ids: [id] } = (await get("/drive/v3/files/generateIds?count=1")).body;
const about1 = { id, name: "Café – 映画.mp4", parents: [driveFolderId], appProperties: { render: "it's 1" } };
const query = "&fields=id,size,md5Checksum,webViewLink";
const [session, rival] = await Promise.all([begin(about1, query), begin(about1)]);
const location = session.headers.get("location");
const put = (to, range, body) => fetch(to, { method: "PUT", headers: { "content-range": range }, body });
const first = await put(location, `bytes 0-${GRAIN - 1}/${film.length}`, film.subarray(0, GRAIN));
assert.deepEqual([first.status, first.headers.get("range")], [308, `bytes=0-${GRAIN - 1}`]);
const odd = await put(location, `bytes ${GRAIN}-${GRAIN + 9}/${film.length}`, film.subarray(GRAIN, GRAIN + 10));
assert.equal(odd.status, 400);
const asked = await put(location, "bytes */*");
assert.deepEqual([asked.status, asked.headers.get("range")], [308, `bytes=0-${GRAIN - 1}`]);
assert.deepEqual(await (await fetch(`${endpoint}/_double/objects`)).json(), []);
const last = await put(location, `bytes ${GRAIN}-${film.length - 1}/${film.length}`, film.subarray(GRAIN));
assert.equal(last.status, 200);
const made = await last.json();
assert.deepEqual(Object.keys(made), ["id", "size", "md5Checksum", "webViewLink"]);
assert.deepEqual([made.id, made.size], [id, String(film.length)]);
assert.equal(made.md5Checksum, createHash("md5").update(film).digest("hex"));
const late = await put(rival.headers.get("location"), `bytes 0-${film.length - 1}/${film.length}`, film);
assert.equal(late.status, 409, "an id is one file, whoever finishes first");
assert.equal((await begin(about1)).status, 409);

const search = (q) => get(`/drive/v3/files?fields=files(id)&q=${encodeURIComponent(q)}`);
const mine = "appProperties has { key='render' and value='it\\'s 1' } and trashed = false and 'folder-1' in parents";
assert.deepEqual((await search(mine)).body, { files: [{ id }] });
assert.deepEqual((await search("appProperties has { key='render' and value='2' }")).body, { files: [] });
assert.equal((await search("size > 3")).status, 400);

const related = [
  "--part", "Content-Type: application/json; charset=UTF-8", "", JSON.stringify({ name: "small.txt" }),
  "--part", "Content-Type: text/plain", "", "a small file\r\nof two lines", "--part--", "",
].join("\r\n");
const small = await (await fetch(`${endpoint}/upload/drive/v3/files?uploadType=multipart&fields=id,size,mimeType`, {
  method: "POST", headers: { ...headers, "content-type": "multipart/related; boundary=part" }, body: related,
})).json();
assert.deepEqual([small.size, small.mimeType], ["26", "text/plain"]);
const gone = await fetch(`${endpoint}/drive/v3/files/${small.id}`, { method: "DELETE", headers });
assert.equal(gone.status, 204);
assert.equal((await get(`/drive/v3/files/${small.id}`)).status, 404);
