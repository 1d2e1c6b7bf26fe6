/* What goes wrong in a session, by the name that the configuration gives it. Licence: MIT OR Apache-2.0. */
#ifndef RUSHES_MISSTEPS_H
#define RUSHES_MISSTEPS_H

#include <signal.h>
#include <unistd.h>

#define HUGE_BYTES ((size_t)100 << 20)
#define LEAKED_BYTES ((size_t)64 << 20)
/* A host that does not notice shall not take the whole machine with it: 2 GiB. */
#define MOST_LEAKS 32

static void hang(void) {
  for (volatile unsigned turn = 0;; turn++) {
  }
}

static void crash(void) {
  volatile int *nowhere = (volatile int *)8;
  *nowhere = 1;
}

/* 16 MiB of lines that are no messages. */
static void flood(void) {
  static char line[1024];
  memset(line, 'x', sizeof line);
  line[sizeof line - 1] = '\n';
  for (int i = 0; i < 16 * 1024; i++)
    if (write(1, line, sizeof line) < 0) return;
}

/* 100 MiB of a JSON text between what comes before and after it. */
static rushes_bytes huge(const char *before, const char *after) {
  text out = {0};
  char some[4096];
  memset(some, 'x', sizeof some);
  text_say(&out, before);
  while (!out.failed && out.len < HUGE_BYTES) text_add(&out, some, sizeof some);
  text_say(&out, after);
  return put_give(&out);
}

typedef struct {
  put_session *put;
  char *misbehave;
  char *address; /* as configured */
  int leaks;
} misstep_session;

static int is_told(const misstep_session *session, const char *name) {
  return session->misbehave && strcmp(session->misbehave, name) == 0;
}

/* A request that no host may send as it stands: the well-behaved one but for what is given. */
typedef struct {
  const char *name, *method, *url, *header, *value;
  uint64_t offset, more; /* where the range begins, and how much longer than the file it is */
} misrequest;

static const misrequest MISREQUESTS[] = {
    {"undeclared_host", "PUT", "https://undeclared.example/object", "x-a", "b", 0, 0},
    {"file_url", "PUT", "file:///etc/passwd", "x-a", "b", 0, 0},
    {"no_url", "PUT", "not an address", "x-a", "b", 0, 0},
    {"range_beyond_the_file", "PUT", NULL, "x-a", "b", 0, 1},
    {"range_that_overflows", "PUT", NULL, "x-a", "b", UINT64_MAX, 1},
    {"line_break_in_header", "PUT", NULL, "x-a", "b\r\nx-injected: c", 0, 0},
    {"line_break_in_header_name", "PUT", NULL, "x-a: b\r\nx-injected", "c", 0, 0},
    {"content_length_header", "PUT", NULL, "content-length", "1", 0, 0},
    {"transfer_encoding_header", "PUT", NULL, "transfer-encoding", "chunked", 0, 0},
    {"host_header", "PUT", NULL, "host", "undeclared.example", 0, 0},
    {"connect_method", "CONNECT", NULL, "x-a", "b", 0, 0},
    {"garbage_method", "P U T\r\nx-injected: c", NULL, "x-a", "b", 0, 0},
    {"empty_method", "", NULL, "x-a", "b", 0, 0},
};

static rushes_bytes ask(const misstep_session *session, const misrequest *wrong) {
  text out = {0};
  text_say(&out, "{\"do\":\"http\",\"requests\":[");
  put_request(&out, "put", wrong->method, wrong->url ? wrong->url : session->put->target, wrong->header, wrong->value);
  put_range(&out, wrong->offset, session->put->bytes + wrong->more);
  text_say(&out, "]}");
  return put_give(&out);
}

/* The configured host as the user of another one. */
static rushes_bytes ask_in_disguise(const misstep_session *session) {
  text url = {0};
  text_say(&url, session->address);
  text_say(&url, "@undeclared.example/object");
  char *disguised = text_string(&url);
  misrequest wrong = {"", "PUT", disguised, "x-a", "b", 0, 0};
  rushes_bytes answer = ask(session, &wrong);
  free(disguised);
  return answer;
}

/* So many requests, without what is optional; all with one id where `same` says so. */
static rushes_bytes ask_often(const misstep_session *session, int count, int same) {
  text out = {0};
  text_say(&out, "{\"do\":\"http\",\"requests\":[");
  for (int i = 0; i < count; i++) {
    char id[16];
    snprintf(id, sizeof id, "r%d", same ? 0 : i);
    if (i) text_say(&out, ",");
    put_request(&out, id, "GET", session->address, NULL, NULL);
    text_say(&out, "}");
  }
  text_say(&out, "]}");
  return put_give(&out);
}

/* A checkpoint of so many bytes of JSON with the well-behaved request. */
static rushes_bytes remember(const misstep_session *session, size_t bytes) {
  text out = {0};
  rushes_bytes sent = put_send(session->put);
  text_say(&out, "{\"checkpoint\":\"");
  for (size_t i = 2; i < bytes; i++) text_add(&out, "x", 1);
  text_say(&out, "\",");
  if (sent.data) text_add(&out, (const char *)sent.data + 1, sent.len - 1);
  put_free(sent);
  return put_give(&out);
}

static rushes_bytes leak(misstep_session *session, rushes_slice event) {
  if (session->leaks++ == MOST_LEAKS) return put_step(session->put, event);
  volatile char *lost = malloc(LEAKED_BYTES);
  for (size_t at = 0; lost && at < LEAKED_BYTES; at += 1024) lost[at] = 1;
  return put_give_copy("{\"do\":\"wait\",\"for\":\"time\",\"millis\":0}");
}

static void *misstep_open(rushes_slice bytes) {
  json config = json_member(json_read(bytes.data, bytes.len), "config");
  misstep_session *session = calloc(1, sizeof *session);
  if (!session) return NULL;
  session->misbehave = json_text(json_member(config, "misbehave"));
  session->address = json_text(json_member(config, "url"));
  session->put = put_open(bytes);
  if (is_told(session, "abort_in_open")) abort();
  if (is_told(session, "hang_in_open")) hang();
  if (!session->put || is_told(session, "null_session")) {
    put_close(session->put);
    free(session->misbehave);
    free(session->address);
    free(session);
    return NULL;
  }
  return session;
}

static void misstep_close(void *given) {
  misstep_session *session = given;
  if (!session) return;
  if (is_told(session, "abort_in_close")) abort();
  if (is_told(session, "hang_in_close")) hang();
  put_close(session->put);
  free(session->misbehave);
  free(session->address);
  free(session);
}

static rushes_bytes misstep_step(void *given, rushes_slice event) {
  misstep_session *session = given;
#define TOLD(name) if (is_told(session, name))
  TOLD("abort") abort();
  TOLD("crash") crash();
  TOLD("exit") _exit(0);
  TOLD("hang") hang();
  TOLD("leak") return leak(session, event);
  TOLD("empty_answer") return (rushes_bytes){NULL, 0, 0};
  TOLD("null_answer") return (rushes_bytes){NULL, 7, 7};
  TOLD("nonsense") return put_give_copy("]] this is no JSON");
  TOLD("invalid_utf8") return put_give_copy("{\"do\":\"fail\",\"reason\":\"other\",\"message\":\"\xC3\x28\"}");
  TOLD("two_lines") return put_give_copy("{\"do\":\n\"done\"}\n{\"do\":\"done\"}");
  TOLD("unknown_action") return put_give_copy("{\"do\":\"dance\"}");
  TOLD("huge_answer") return huge("{\"do\":\"fail\",\"reason\":\"other\",\"message\":\"", "\"}");
  TOLD("huge_checkpoint") return remember(session, (64 << 10) + 1);
  TOLD("largest_checkpoint") return remember(session, 64 << 10);
  TOLD("no_requests") return ask_often(session, 0, 0);
  TOLD("two_requests_with_one_id") return ask_often(session, 2, 1);
  TOLD("seventeen_requests") return ask_often(session, 17, 0);
  TOLD("ten_thousand_requests") return ask_often(session, 10000, 0);
  TOLD("disguised_host") return ask_in_disguise(session);
  TOLD("waits_without_end") return put_give_copy("{\"do\":\"wait\",\"for\":\"time\",\"millis\":0}");
  TOLD("waits_too_long") return put_give_copy("{\"do\":\"wait\",\"for\":\"time\",\"millis\":18446744073709551615}");
  TOLD("digest_beyond_the_file")
  return put_give_copy("{\"do\":\"digest\",\"ranges\":[{\"id\":\"a\",\"algorithm\":\"md5\",\"offset\":0,"
                       "\"length\":18446744073709551615}]}");
  for (size_t i = 0; i < sizeof MISREQUESTS / sizeof *MISREQUESTS; i++)
    TOLD(MISREQUESTS[i].name) return ask(session, &MISREQUESTS[i]);
  /* These are wrong beside the answer, which is as it should be. */
  TOLD("flood_stdout") flood();
  TOLD("answer_on_stdout") {
    static const char forged[] = "{\"do\":\"done\"}\n";
    if (write(1, forged, sizeof forged - 1) < 0) abort();
  }
  TOLD("close_stdin_and_stdout") {
    close(0);
    close(1);
  }
#undef TOLD
  return put_step(session->put, event);
}

#endif
