// `scripts/setup --tests` copies this file to the packages in package-lock.json, for parts.mjs to reach them.
export const load = (name) => import(name);
