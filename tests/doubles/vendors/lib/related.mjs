// multipart/related, as Google's simple uploads with metadata are.

/** The parts of a small body, as `{type, content}`. */
export function splitRelated(contentType, body) {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType ?? "")?.[1];
  if (!boundary) return [];
  const parts = [];
  let at = body.indexOf(`--${boundary}`);
  while (at >= 0) {
    const begin = at + boundary.length + 2;
    const end = body.indexOf(`\r\n--${boundary}`, begin);
    if (end < 0) break;
    const part = body.subarray(body.indexOf("\n", begin) + 1, end);
    const head = part.indexOf("\r\n\r\n");
    const type = /content-type: *([^\r\n]+)/i.exec(part.subarray(0, head).toString("latin1"))?.[1];
    parts.push({ type, content: part.subarray(head + 4) });
    at = end + 2;
  }
  return parts;
}
