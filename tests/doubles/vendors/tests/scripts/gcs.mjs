// Cloud Storage's JSON API as its documentation has it, by plain requests.
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";

const { DOUBLE, CONFIG, FILM } = process.env;
const { bucket, gcsServiceAccountJson, endpoint } = JSON.parse(CONFIG);
const account = JSON.parse(gcsServiceAccountJson);
const film = readFileSync(FILM);
const GRAIN = 256 * 1024;
const SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";

const now = Math.floor(Date.now() / 1000);
const coded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
function assertion(claims = {}, key = account.private_key) {
  const { client_email: iss, token_uri: aud } = account;
  const all = { iss, aud, scope: SCOPE, iat: now, exp: now + 3600, ...claims };
  const text = `${coded({ alg: "RS256", typ: "JWT", kid: account.private_key_id })}.${coded(all)}`;
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), key).toString("base64url")}`;
}
async function token(assertion, grant = "urn:ietf:params:oauth:grant-type:jwt-bearer") {
  const body = new URLSearchParams({ grant_type: grant, assertion });
  const answer = await fetch(account.token_uri, { method: "POST", body });
  return { status: answer.status, ...(await answer.json()) };
}
const { privateKey: stranger } = generateKeyPairSync("rsa", { modulusLength: 2048 });
for (const wrong of [
  assertion({}, stranger), assertion({ iss: "somebody@example.org" }), assertion({ aud: "https://example.org" }),
  assertion({ exp: now + 7200 }), assertion({ iat: now - 7200, exp: now - 3600 }), "x.y.z", "",
]) assert.deepEqual(((answer) => [answer.status, answer.error])(await token(wrong)), [400, "invalid_grant"]);
assert.equal((await token(assertion(), "password")).error, "unsupported_grant_type");
const { access_token: access, expires_in: seconds } = await token(assertion());
assert.equal(seconds, 3600);
const { access_token: reading } = await token(assertion({ scope: `${SCOPE.replace("write", "only")}` }));

const call = (method, path, { body, headers = {}, bearer = access } = {}) =>
  fetch(endpoint + path, { method, body, headers: { authorization: `Bearer ${bearer}`, ...headers } });
const uploads = `/upload/storage/v1/b/${bucket}/o`;
for (const bearer of [undefined, "wrong"]) {
  const refused = await fetch(`${endpoint}/storage/v1/b/${bucket}`, { headers: { authorization: `Bearer ${bearer}` } });
  assert.equal(refused.status, 401);
}
assert.equal((await call("GET", `/storage/v1/b/${bucket}`)).status, 200);
assert.equal((await call("POST", `${uploads}?uploadType=media&name=x`, { body: "x", bearer: reading })).status, 403);
assert.equal((await call("POST", "/upload/storage/v1/b/other/o?uploadType=media&name=x", { body: "x" })).status, 404);

const name = "films/Café & 映画.mp4";
const begin = (query) => call("POST", `${uploads}?uploadType=resumable${query}`, {
  body: JSON.stringify({ name, contentType: "video/mp4", metadata: { render: "1" } }),
  headers: { "content-type": "application/json", "x-upload-content-length": String(film.length) },
});
const [session, rival] = [await begin("&ifGenerationMatch=0"), await begin("&ifGenerationMatch=0")];
const location = session.headers.get("location");
assert.ok(location.startsWith(DOUBLE));
const put = (to, range, body) => fetch(to, { method: "PUT", headers: { "content-range": range }, body });
const chunk = (to, from, end) => put(to, `bytes ${from}-${end - 1}/${film.length}`, film.subarray(from, end));
const first = await chunk(location, 0, GRAIN);
assert.deepEqual([first.status, first.headers.get("range")], [308, `bytes=0-${GRAIN - 1}`]);
assert.equal((await chunk(location, GRAIN, GRAIN + 5)).status, 400);
await fetch(`${DOUBLE}/_double/faults`, { method: "POST", body: JSON.stringify({ loseAnswer: true, match: "^PUT" }) });
await assert.rejects(chunk(location, GRAIN, 2 * GRAIN));
const asked = await put(location, `bytes */${film.length}`);
assert.deepEqual([asked.status, asked.headers.get("range")], [308, `bytes=0-${2 * GRAIN - 1}`]);
const last = await chunk(location, 2 * GRAIN, film.length);
const object = await last.json();
assert.deepEqual([last.status, object.size, object.contentType], [200, String(film.length), "video/mp4"]);
assert.equal(object.md5Hash, createHash("md5").update(film).digest("base64"));
assert.equal(object.metadata.render, "1");
assert.ok(object.mediaLink.startsWith(DOUBLE));
assert.equal((await (await put(location, `bytes */${film.length}`)).json()).generation, object.generation);
const late = await chunk(rival.headers.get("location"), 0, film.length);
assert.equal(late.status, 412, "the second of two that want to be first is refused at its end");
assert.equal((await late.json()).error.errors[0].reason, "conditionNotMet");
assert.equal((await begin("&ifGenerationMatch=0")).status, 412);
assert.equal((await begin(`&ifGenerationMatch=${object.generation}`)).status, 200);

const simple = (query, body) => call("POST", `${uploads}?uploadType=media&${query}`, { body });
assert.equal((await simple("name=simple&ifGenerationMatch=0", "x")).status, 200);
assert.equal((await simple("name=simple&ifGenerationMatch=0", "y")).status, 412);
const related = [
  "--b", "content-type: application/json", "", '{"name":"simple"}', "--b", "content-type: text/plain", "", "z",
  "--b--", "",
];
const multipart = await call("POST", `${uploads}?uploadType=multipart&ifGenerationMatch=0`, {
  body: related.join("\r\n"), headers: { "content-type": "multipart/related; boundary=b" },
});
assert.equal(multipart.status, 412);
const empty = (await call("POST", `${uploads}?uploadType=resumable&name=empty`)).headers.get("location");
assert.equal((await put(empty, "bytes */0")).status, 200);

const at = (name) => `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}`;
assert.equal(await (await call("GET", `${at("simple")}?alt=media`)).text(), "x");
const shown = await (await call("GET", at(name))).json();
assert.ok(shown.mediaLink.startsWith(DOUBLE));
await simple("name=gone", "x");
assert.ok((await call("DELETE", at("gone"))).ok);
assert.equal((await call("GET", at("gone"))).status, 404);
await fetch(`${DOUBLE}/_double/expire-tokens`, { method: "POST" });
assert.equal((await call("GET", at("simple"))).status, 401);
