// Partial answers: `id,files(id,name),upload.status` and `*`, as Google and Vimeo write them.

/** The parts of `value` that `mask` names; all of it without a mask. */
export function pick(value, mask) {
  return mask ? project(value, parse(mask)) : value;
}

function parse(mask) {
  const root = {};
  const stack = [root];
  let last = root;
  for (const [token] of mask.matchAll(/[^,()\s]+|[(),]/g)) {
    if (token === "(") stack.push(last);
    else if (token === ")") stack.pop();
    else if (token !== ",") {
      last = stack.at(-1);
      for (const name of token.split(/[./]/)) last = last[name] ??= {};
    }
  }
  return root;
}

function project(value, tree) {
  const names = Object.keys(tree);
  if (names.length === 0 || "*" in tree || value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item) => project(item, tree));
  const there = names.filter((name) => name in value);
  return Object.fromEntries(there.map((name) => [name, project(value[name], tree[name])]));
}
