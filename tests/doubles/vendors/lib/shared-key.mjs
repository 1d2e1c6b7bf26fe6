// Azure's SharedKey signatures, for what the double itself asks.
import { createHmac } from "node:crypto";

/** The headers of a signed request without a body. `path` begins with the account, as the emulator has it. */
export function signed(account, key, method, path) {
  const url = new URL(path, "http://127.0.0.1");
  const headers = { "x-ms-date": new Date().toUTCString(), "x-ms-version": "2021-12-02" };
  const named = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`).join("");
  const query = [...url.searchParams].sort(([one], [other]) => (one < other ? -1 : 1));
  const resource = `/${account}${url.pathname}${query.map(([name, value]) => `\n${name}:${value}`).join("")}`;
  const text = `${method}\n${"\n".repeat(11)}${named}${resource}`;
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64");
  return { ...headers, authorization: `SharedKey ${account}:${signature}` };
}
