// The client that is generated from openapi/rushes.json, signing in and listing renders.
import { client } from "./generated/client.gen";
import { getRenderEvents, listApiKeys, listRenders, login } from "./generated/sdk.gen";

declare const process: { env: Record<string, string | undefined> };

const [BASE, EMAIL, PASSWORD, RENDER] = ["BASE", "EMAIL", "PASSWORD", "RENDER"].map(setting);

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

async function main(): Promise<void> {
  client.setConfig({ baseUrl: BASE });

  const session = await login({ body: { email: EMAIL, password: PASSWORD }, throwOnError: true });
  const token: string = session.data.token;
  client.setConfig({ baseUrl: BASE, auth: token });

  const page = await listRenders({ query: { limit: 5, environment: "v1" }, throwOnError: true });
  const found = page.data.renders.find(({ id }) => id === RENDER);
  if (found?.status !== "done" || found.format !== "jpg" || found.width !== 320) throw new Error(JSON.stringify(page.data));

  const history = await getRenderEvents({ path: { id: RENDER }, throwOnError: true });
  const types: string[] = history.data.events.map(({ type }) => type);
  if (types.at(0) !== "render.queued" || types.at(-1) !== "render.saved") throw new Error(types.join());

  const keys = await listApiKeys({ throwOnError: true });
  if (keys.data.keys.length !== 2) throw new Error(JSON.stringify(keys.data));

  const refused = await login({ body: { email: EMAIL, password: "wrong" } });
  if (refused.response?.status !== 401) throw new Error(`a wrong password gets ${refused.response?.status}`);
  console.log("complete");
}

void main();
