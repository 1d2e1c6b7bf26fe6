/* A destination in plain C: one PUT of the whole file to the configured address + "/" + its key. A test deletes what it put.
 *
 *   cc -shared -fPIC -O2 -fvisibility=hidden -I ../../abi/include -o librushes_put.so put.c
 *
 * See plugins/sdk/PROTOCOL.md. Licence: MIT OR Apache-2.0. */
#include "json.h"
#include "rushes_destination.h"
#include "text.h"

#define EXPORTED __attribute__((visibility("default")))

#define CAPABILITIES                                                                                              \
  "{\"files\":[\"video\",\"image\",\"audio\"],\"completion\":\"atomic\",\"resume\":\"whole\",\"parallel\":1,\"partBytes\":0}"

#define URL_SCHEMA                                                                                                \
  "\"url\":{\"type\":\"string\",\"title\":\"Address\",\"description\":\"Where files go, such as https://example.com/files\"}"

static const char PUT_DESCRIPTION[] =
    "{\"protocol\":1,\"name\":\"Plain PUT\",\"version\":\"1.0.0\",\"providers\":[{\"id\":\"put\",\"name\":\"Plain PUT\","
    "\"configSchema\":{\"type\":\"object\",\"properties\":{" URL_SCHEMA "},\"required\":[\"url\"],"
    "\"additionalProperties\":false},\"hosts\":[],\"endpoint\":\"url\",\"capabilities\":" CAPABILITIES "}]}";

/* One transfer. */
typedef struct {
  char *target;     /* the address of the object */
  char *media_type;
  uint64_t bytes;
  int is_test;
  int is_deleting;  /* the last request was the DELETE of a test */
} put_session;

static rushes_bytes put_give(text *out) {
  if (out->failed) {
    free(out->data);
    return (rushes_bytes){NULL, 0, 0};
  }
  return (rushes_bytes){(uint8_t *)out->data, out->len, out->capacity};
}

static rushes_bytes put_give_copy(const char *words) {
  text out = {0};
  text_say(&out, words);
  return put_give(&out);
}

static void put_free(rushes_bytes bytes) { free(bytes.data); }

static void put_close(void *session) {
  put_session *put = session;
  if (!put) return;
  free(put->target);
  free(put->media_type);
  free(put);
}

static void *put_open(rushes_slice bytes) {
  json job = json_read(bytes.data, bytes.len), file = json_member(job, "file");
  put_session *put = calloc(1, sizeof *put);
  if (!put) return NULL;
  char *url = json_text(json_member(json_member(job, "config"), "url"));
  char *key = json_text(json_member(file, "key"));
  put->media_type = json_text(json_member(file, "mediaType"));
  put->is_test = json_is(json_member(job, "kind"), "test");
  if (url && key) {
    text target = {0};
    size_t len = strlen(url);
    while (len && url[len - 1] == '/') len--;
    text_add(&target, url, len);
    text_say(&target, "/");
    text_path(&target, key);
    put->target = text_string(&target);
  }
  free(url);
  free(key);
  if (!put->target || !put->media_type || !json_number(json_member(file, "bytes"), &put->bytes)) {
    put_close(put);
    return NULL;
  }
  return put;
}

/* A request, as an element of `requests`. `header` may be NULL. */
static void put_request(text *out, const char *id, const char *method, const char *url, const char *header,
                        const char *value) {
  text_say(out, "{\"id\":");
  text_json(out, id);
  text_say(out, ",\"method\":");
  text_json(out, method);
  text_say(out, ",\"url\":");
  text_json(out, url);
  if (header) {
    text_say(out, ",\"headers\":{");
    text_json(out, header);
    text_say(out, ":");
    text_json(out, value);
    text_say(out, "}");
  }
}

/* The end of a request that sends this part of the file. */
static void put_range(text *out, uint64_t offset, uint64_t length) {
  text_say(out, ",\"body\":{\"file\":{\"offset\":");
  text_number(out, offset);
  text_say(out, ",\"length\":");
  text_number(out, length);
  text_say(out, "}}}");
}

static rushes_bytes put_send(const put_session *put) {
  text out = {0};
  text_say(&out, "{\"do\":\"http\",\"requests\":[");
  if (put->is_deleting) {
    put_request(&out, "delete", "DELETE", put->target, NULL, NULL);
    text_say(&out, "}");
  } else {
    put_request(&out, "put", "PUT", put->target, "content-type", put->media_type);
    put_range(&out, 0, put->bytes);
  }
  text_say(&out, "]}");
  return put_give(&out);
}

static rushes_bytes put_fail(const char *reason, const char *message) {
  text out = {0};
  text_say(&out, "{\"do\":\"fail\",\"reason\":");
  text_json(&out, reason);
  text_say(&out, ",\"message\":");
  text_json(&out, message);
  text_say(&out, ",\"retryable\":false}");
  return put_give(&out);
}

static rushes_bytes put_refused(uint64_t status) {
  switch (status) {
    case 401: return put_fail("credentials_refused", "The server wants credentials; this destination has none.");
    case 403: return put_fail("permission_denied", "The server does not allow writing there.");
    case 404: return put_fail("not_found", "The folder is not there: create it, or change the address.");
    case 409: return put_fail("conflict", "The server refused the file because of what is there already.");
    default: return put_fail("invalid", "The server does not take the file at this address.");
  }
}

static rushes_bytes put_responded(put_session *put, json response) {
  uint64_t status = 0;
  /* Without a response it is not known what happened; putting and deleting twice do no harm. */
  if (!json_number(json_member(response, "status"), &status)) return put_send(put);
  if (status >= 200 && status < 300) {
    if (!put->is_test || put->is_deleting) return put_give_copy("{\"do\":\"done\"}");
    put->is_deleting = 1;
    return put_send(put);
  }
  if (put->is_deleting && (status == 404 || status == 410)) return put_give_copy("{\"do\":\"done\"}");
  /* The host has waited already. */
  if (status == 408 || status == 425 || status == 429 || (status >= 500 && status != 501)) return put_send(put);
  return put_refused(status);
}

static rushes_bytes put_step(void *session, rushes_slice bytes) {
  put_session *put = session;
  json event = json_read(bytes.data, bytes.len), happened = json_member(event, "event");
  if (json_is(happened, "responses")) return put_responded(put, json_first(json_member(event, "responses")));
  if (json_is(happened, "cancelled")) return put_fail("cancelled", "The transfer was stopped.");
  if (json_is(happened, "opened")) return put_send(put);
  return put_fail("plugin_fault", "The plugin was told something that it did not ask for.");
}

#ifndef PUT_IS_A_PART
static rushes_bytes put_describe(void) { return put_give_copy(PUT_DESCRIPTION); }

EXPORTED const rushes_destination_table *rushes_destination_v1(void) {
  static const rushes_destination_table table = {
      .size = sizeof(rushes_destination_table),
      .abi_major = RUSHES_DESTINATION_ABI_MAJOR,
      .abi_minor = RUSHES_DESTINATION_ABI_MINOR,
      .describe = put_describe,
      .open = put_open,
      .step = put_step,
      .close = put_close,
      .free = put_free,
  };
  return &table;
}
#endif
