// A browser that consents, as far as the double's own flow needs one: it follows redirects and keeps cookies.
import { createHash, randomBytes } from "node:crypto";

/** Where a browser that consents to everything ends up, once it is sent to what begins with `until`; that is not asked. */
export async function browse(from, until) {
  const cookies = new Map();
  let at = new URL(from);
  while (!at.href.startsWith(until)) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(at, { redirect: "manual", headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      cookies.set(name, value);
    }
    const next = answer.headers.get("location");
    if (!next) throw new Error(`no redirect from ${at.pathname}: ${answer.status} ${await answer.text()}`);
    at = new URL(next, at);
  }
  return at;
}

/** The code of a granted authorisation, with the verifier that it was asked for with. */
export async function authorise({ authUrl, clientId, redirectUri, scope }) {
  const verifier = randomBytes(32).toString("base64url");
  let at = new URL(authUrl);
  for (const [name, value] of Object.entries({
    client_id: clientId, redirect_uri: redirectUri, response_type: "code", scope, state: randomBytes(8).toString("hex"),
    access_type: "offline", prompt: "consent", code_challenge_method: "S256",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
  })) at.searchParams.set(name, value);
  at = await browse(at, `${redirectUri}?`);
  return { code: at.searchParams.get("code"), verifier };
}

/** The tokens for a code. */
export async function exchange({ tokenUrl, clientId, clientSecret, redirectUri }, { code, verifier }) {
  const form = {
    grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: redirectUri, client_id: clientId,
    client_secret: clientSecret,
  };
  const answer = await fetch(tokenUrl, { method: "POST", body: new URLSearchParams(form) });
  if (!answer.ok) throw new Error(`no tokens: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
