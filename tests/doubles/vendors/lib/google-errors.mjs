// How Google's APIs say no.
import { reply } from "./wire.mjs";

const REASONS = {
  400: "badRequest", 401: "authError", 403: "forbidden", 404: "notFound", 405: "methodNotAllowed", 409: "conflict",
  412: "conditionNotMet", 416: "requestedRangeNotSatisfiable",
};

export const googleError = (status, message, reason = REASONS[status] ?? "backendError") =>
  ({ error: { code: status, message, errors: [{ message, domain: "global", reason }] } });

/** The second half of an argument list is what a refused session says: `{reason}`. */
export const refuse = (response, status, message, { reason } = {}) =>
  reply(response, status, googleError(status, message, reason));

export const unauthorised = (response) => {
  const body = googleError(401, "Invalid Credentials");
  Object.assign(body.error.errors[0], { locationType: "header", location: "Authorization" });
  body.error.status = "UNAUTHENTICATED";
  return reply(response, 401, body, { "www-authenticate": 'Bearer realm="https://accounts.google.com/"' });
};
