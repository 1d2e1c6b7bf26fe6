// What the doubles are made of that is not ours, as `scripts/setup --tests` installs it outside the checkout.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const cache = process.env.RUSHES_CACHE ?? join(homedir(), ".cache/rushes");

function installed(path) {
  const found = join(cache, path);
  if (existsSync(found)) return found;
  process.stderr.write(`${found} is missing: run scripts/setup --tests\n`);
  return process.exit(1);
}

/**
 * An npm package of package-lock.json. A module finds packages beside itself only, so the one that imports them is
 * copied to where they are.
 */
export async function load(name) {
  const { load } = await import(pathToFileURL(installed("vendor-doubles/load.mjs")));
  return load(name);
}

/** A file of an npm package that is run as a program of its own. */
export const programOf = (path) => installed(join("vendor-doubles/node_modules", path));

/** A file that the Python tools have beside the checkout. */
export const pythonFile = (path) => installed(join("python-tools", path));
