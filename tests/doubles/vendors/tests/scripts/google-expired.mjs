// A token that was ended, and a refusal that a test has asked for.
import assert from "node:assert/strict";

const { endpoint, driveAccessToken } = JSON.parse(process.env.CONFIG);
const headers = { authorization: `Bearer ${driveAccessToken}` };
const about = await fetch(`${endpoint}/drive/v3/about?fields=user`, { headers });
assert.equal(about.status, 401);
assert.equal((await about.json()).error.errors[0].reason, "authError");
const full = await fetch(`${endpoint}/upload/drive/v3/files?uploadType=resumable`, { method: "POST", headers });
assert.equal(full.status, 403);
assert.equal((await full.json()).error.errors[0].reason, "storageQuotaExceeded");
