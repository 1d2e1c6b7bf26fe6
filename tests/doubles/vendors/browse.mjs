// Says where a browser that consents to everything ends up: node browse.mjs FROM UNTIL.
import { browse } from "./lib/consent.mjs";

const [from, until] = process.argv.slice(2);
console.log((await browse(from, until)).href);
