/** `--key value` pairs as an object over the defaults; numbers stay text where the default is text. */
export function options(defaults) {
  const given = process.argv.slice(2);
  const result = { ...defaults };
  for (let at = 0; at < given.length; at += 2) {
    const key = given[at].replace(/^--/, "").replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
    if (!(key in defaults) || at + 1 >= given.length) throw new Error(`unknown option or no value: ${given[at]}`);
    result[key] = typeof defaults[key] === "number" ? Number(given[at + 1]) : given[at + 1];
  }
  return result;
}
