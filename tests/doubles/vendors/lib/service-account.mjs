// A service account of Google's, and the endpoint that changes its signed assertions into tokens.
import { createPublicKey, generateKeyPairSync, randomBytes, verify } from "node:crypto";
import { bytesOf, reply } from "./wire.mjs";

const GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const part = (text) => JSON.parse(Buffer.from(text ?? "", "base64url").toString("utf8"));

export class ServiceAccount {
  #tokens = new Map();
  #key;
  #seconds;

  /** `tokenUri` is where the assertions are to be sent; tokens live for `seconds`. */
  constructor(tokenUri, seconds) {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.#key = createPublicKey(privateKey);
    this.#seconds = seconds;
    this.json = {
      type: "service_account", project_id: "rushes-double", private_key_id: randomBytes(20).toString("hex"),
      private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
      client_email: "uploads@rushes-double.iam.gserviceaccount.com", client_id: "100000000000000000001",
      token_uri: tokenUri,
    };
  }

  /** What a token may do; undefined for a bad one. */
  scopesOf(token) {
    const { scopes, until } = this.#tokens.get(token) ?? {};
    return until > Date.now() ? scopes : undefined;
  }

  expireTokens() {
    this.#tokens.clear();
  }

  /** POST of the token endpoint. */
  async issue(request, response) {
    const form = new URLSearchParams((await bytesOf(request)).toString("utf8"));
    if (form.get("grant_type") !== GRANT) {
      return reply(response, 400, { error: "unsupported_grant_type", error_description: "Invalid grant_type" });
    }
    const { scopes, wrong } = this.#read(form.get("assertion") ?? "");
    if (wrong) return reply(response, 400, { error: "invalid_grant", error_description: wrong });
    if (scopes.length === 0) return reply(response, 400, { error: "invalid_scope", error_description: "Empty scope." });
    const token = `ya29.${randomBytes(32).toString("base64url")}`;
    this.#tokens.set(token, { scopes, until: Date.now() + this.#seconds * 1000 });
    return reply(response, 200, { access_token: token, expires_in: this.#seconds, token_type: "Bearer" });
  }

  #read(assertion) {
    const [head, body, signature, ...more] = assertion.split(".");
    let header, claims;
    try {
      [header, claims] = [part(head), part(body)];
    } catch {
      return { wrong: "Bad JWT." };
    }
    const signed = Buffer.from(`${head}.${body}`);
    if (more.length > 0 || header.alg !== "RS256") return { wrong: "Bad JWT." };
    if (header.kid !== undefined && header.kid !== this.json.private_key_id) return { wrong: "Unknown key id." };
    if (claims.iss !== this.json.client_email) return { wrong: "Invalid grant: account not found" };
    if (!verify("RSA-SHA256", signed, this.#key, Buffer.from(signature ?? "", "base64url"))) {
      return { wrong: "Invalid JWT Signature." };
    }
    const now = Date.now() / 1000;
    if (claims.aud !== this.json.token_uri) return { wrong: "Invalid JWT: the audience is not the token endpoint." };
    const { iat, exp } = claims;
    if (!(iat <= now + 60 && exp > now - 60 && exp - iat <= 3600)) {
      return { wrong: "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe." };
    }
    return { scopes: String(claims.scope ?? "").split(" ").filter(Boolean) };
  }
}
