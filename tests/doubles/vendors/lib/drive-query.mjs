// The part of Drive's search language that uploads need.

const TEXT = "'((?:[^'\\\\]|\\\\.)*)'";
const plain = (text) => text.replace(/\\(.)/g, "$1");

/** Each clause as it is written, and the test that it is. */
const CLAUSES = [
  [`appProperties has \\{ *key *= *${TEXT} and value *= *${TEXT} *\\}`, (key, value) => (file) =>
    file.appProperties?.[plain(key)] === plain(value)],
  [`${TEXT} in parents`, (parent) => (file) => file.parents.includes(plain(parent))],
  [`name *= *${TEXT}`, (name) => (file) => file.name === plain(name)],
  [`mimeType *= *${TEXT}`, (type) => (file) => file.mimeType === plain(type)],
  ["trashed *= *(true|false)", (trashed) => (file) => String(file.trashed) === trashed],
];

/** Clauses joined by `and`, as a test of a file; undefined for what is not understood. */
export function parseQuery(text) {
  const tests = [];
  let rest = text.trim();
  while (rest !== "") {
    if (tests.length > 0) {
      if (!/^and\s/.test(rest)) return undefined;
      rest = rest.slice(3).trimStart();
    }
    const before = rest;
    for (const [pattern, test] of CLAUSES) {
      const found = new RegExp(`^${pattern.replaceAll(" *", "\\s*").replaceAll(" ", "\\s+")}`).exec(rest);
      if (!found) continue;
      tests.push(test(...found.slice(1)));
      rest = rest.slice(found[0].length).trimStart();
      break;
    }
    if (rest === before) return undefined;
  }
  return (file) => tests.every((test) => test(file));
}
