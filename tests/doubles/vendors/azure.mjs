// Azure Blob Storage: Microsoft's own emulator does everything, and the double before it adds what tests ask of it.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { ask, forward, freePort, startChild } from "./lib/children.mjs";
import { options } from "./lib/options.mjs";
import { programOf } from "./lib/parts.mjs";
import { Service } from "./lib/service.mjs";
import { signed } from "./lib/shared-key.mjs";
import { bytesOf } from "./lib/wire.mjs";

const { container } = options({ container: "videos" });
const ACCOUNT = "rushesdouble";

const service = await Service.listen();
const key = randomBytes(64).toString("base64");
const port = await freePort();
// In a folder, since a film of any size is to pass through little memory. Without `--disableTelemetry` it calls out.
await startChild(service, process.execPath, [
  programOf("azurite/dist/src/blob/main.js"), "--disableTelemetry", "--skipApiVersionCheck", "--silent", "--loose",
  "--location", join(service.folder, "azurite"), "--blobHost", "127.0.0.1", "--blobPort", String(port),
], /successfully listens/, { AZURITE_ACCOUNTS: `${ACCOUNT}:${key}` });

async function own(method, path) {
  const answer = await ask(port, method, path, { headers: signed(ACCOUNT, key, method, path) });
  if (answer.statusCode < 300) return answer;
  throw new Error(`${method} ${path}: ${answer.statusCode} ${await bytesOf(answer)}`);
}

const SIGNS = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const plain = (text) => text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (_, hex, decimal, name) =>
  (name ? SIGNS[name] : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal))));
const inside = (text, tag) => plain(new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(text)?.[1] ?? "");

/** What is committed; blocks that wait for their list are not shown. */
async function objects() {
  const shown = [];
  let marker = "";
  do {
    const query = `comp=list&marker=${encodeURIComponent(marker)}&restype=container`;
    const answer = await own("GET", `/${ACCOUNT}/${container}?${query}`);
    const text = (await bytesOf(answer)).toString("utf8");
    for (const [, blob] of text.matchAll(/<Blob>(.*?)<\/Blob>/gs)) {
      const [key, bytes] = [inside(blob, "Name"), Number(inside(blob, "Content-Length"))];
      shown.push({ key, bytes, mediaType: inside(blob, "Content-Type") });
    }
    marker = inside(text, "NextMarker");
  } while (marker);
  return shown;
}

await service.serve({
  config: {
    azureAccountName: ACCOUNT, azureAccountKey: key, azureContainerName: container,
    endpoint: `${service.url}/${ACCOUNT}`,
  },
  handle: (request, response) => forward(request, response, port),
  objects,
  open: ({ key: name }) => {
    const path = name.split("/").map(encodeURIComponent).join("/");
    return own("GET", `/${ACCOUNT}/${container}/${path}`);
  },
  prepare: async () => (await own("PUT", `/${ACCOUNT}/${container}?restype=container`)).resume(),
});
