// Google for Drive: its OAuth, which is the certified server `oidc-provider` under Google's paths, and Drive's API.
import { randomBytes } from "node:crypto";
import { authorise, exchange } from "./lib/consent.mjs";
import { Drive } from "./lib/drive.mjs";
import { options } from "./lib/options.mjs";
import { load } from "./lib/parts.mjs";
import { Service } from "./lib/service.mjs";
import { bytesOf, reply } from "./lib/wire.mjs";

const given = options({
  clientId: "rushes-client", clientSecret: randomBytes(16).toString("hex"), redirectUri: "", accessTokenSeconds: 3600,
  // The vendor hands out one refresh token; here each is used once, and using one again ends the grant.
  rotate: "true",
});
const SCOPE = "https://www.googleapis.com/auth/drive.file";
const ACCOUNT = "rushes";

const { Provider } = await load("oidc-provider");
const service = await Service.listen();
const redirectUri = given.redirectUri || `${service.url}/callback`;
const offline = new Set();

const provider = new Provider(service.url, {
  clients: [{
    client_id: given.clientId, client_secret: given.clientSecret, redirect_uris: redirectUri.split(","),
    grant_types: ["authorization_code", "refresh_token"], response_types: ["code"],
    token_endpoint_auth_method: "client_secret_post",
  }],
  routes: { authorization: "/o/oauth2/v2/auth", token: "/token", revocation: "/revoke" },
  scopes: ["openid", "email", SCOPE],
  extraParams: ["access_type", "include_granted_scopes"],
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  issueRefreshToken: (_, __, source) => offline.has(source.grantId),
  rotateRefreshToken: given.rotate === "true",
  ttl: {
    AccessToken: given.accessTokenSeconds, AuthorizationCode: 60, Grant: 1e7, IdToken: 3600, Interaction: 600,
    RefreshToken: 1e7, Session: 1e7,
  },
  cookies: { keys: [randomBytes(16).toString("hex")] },
});

const living = new Set();
for (const event of ["access_token.issued", "access_token.saved"]) provider.on(event, ({ jti }) => living.add(jti));

/** What the consent page asks is granted without asking; the browser is sent on as after a click. */
async function consent(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: ACCOUNT, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const grantId = await grant.save();
  if (params.access_type === "offline") offline.add(grantId);
  await provider.interactionFinished(request, response, { login: { accountId: ACCOUNT }, consent: { grantId } });
}

const drive = new Drive(service, async (token) => {
  const found = token && (await provider.AccessToken.find(token));
  return found?.isValid ? [...found.scopes] : undefined;
});
const callback = provider.callback();

/** The vendor takes a client's secret in a header and in the body alike; the server behind this knows the body. */
async function secretIntoBody(request) {
  const basic = /^basic (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (!basic) return;
  const form = new URLSearchParams((await bytesOf(request)).toString("utf8"));
  const [id, secret = ""] = Buffer.from(basic, "base64").toString("utf8").split(":").map(decodeURIComponent);
  form.set("client_id", id);
  form.set("client_secret", secret);
  delete request.headers.authorization;
  request.body = form.toString();
}

async function handle(request, response, url) {
  if (/^(\/upload)?\/drive\/v3\//.test(url.pathname)) return drive.handle(request, response, url);
  if (url.pathname.startsWith("/interaction/")) return consent(request, response);
  if (url.pathname === "/callback") return reply(response, 200, Object.fromEntries(url.searchParams));
  if (request.method === "POST") await secretIntoBody(request);
  return callback(request, response);
}

async function expireTokens() {
  for (const id of living) await (await provider.AccessToken.find(id))?.destroy();
  living.clear();
}

const oauth = {
  authUrl: `${service.url}/o/oauth2/v2/auth`, tokenUrl: `${service.url}/token`, clientId: given.clientId,
  clientSecret: given.clientSecret, redirectUri: redirectUri.split(",")[0], scope: SCOPE,
};
const config = { endpoint: service.url, driveFolderId: "folder-1", oauth };
await service.serve({
  config, handle, expireTokens, objects: () => drive.objects(),
  // The first tokens come out of the double's own flow, so a double that says it is ready has shown that this works.
  prepare: async () => {
    const tokens = await exchange(oauth, await authorise(oauth));
    Object.assign(config, { driveAccessToken: tokens.access_token, driveRefreshToken: tokens.refresh_token });
  },
});
