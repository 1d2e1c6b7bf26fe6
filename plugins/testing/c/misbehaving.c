/* A destination that goes wrong on purpose, for tests of whatever loads destinations. But for what it is told to do wrong
 * it is `put.c`. What shows before a session begins is chosen when it is built, by one `-D`; what shows in a session is
 * chosen by the configuration: `{"url": …, "misbehave": "abort"}`. Licence: MIT OR Apache-2.0. */
#define PUT_IS_A_PART
#include "put.c"

#include "missteps.h"

/* What is wrong from the beginning. */

#if defined ABORTS_ON_LOAD
__attribute__((constructor)) static void on_load(void) { abort(); }
#elif defined EXITS_ON_LOAD
__attribute__((constructor)) static void on_load(void) { _exit(0); }
#elif defined HANGS_ON_LOAD
__attribute__((constructor)) static void on_load(void) { hang(); }
#elif defined FLOODS_STDOUT_ON_LOAD
__attribute__((constructor)) static void on_load(void) { flood(); }
#endif

#ifndef MAJOR
#define MAJOR RUSHES_DESTINATION_ABI_MAJOR
#endif
#ifndef SIZE
#define SIZE sizeof(rushes_destination_table)
#endif
#ifndef PROTOCOL
#define PROTOCOL "1"
#endif
#ifndef PROVIDER
#define PROVIDER "misbehaving"
#endif
#ifndef SCHEMA
#define SCHEMA                                                                                                    \
  "{\"type\":\"object\",\"properties\":{" URL_SCHEMA ",\"misbehave\":{\"type\":\"string\",\"title\":\"Misstep\","     \
  "\"description\":\"What to do wrong\"}},\"required\":[\"url\"],\"additionalProperties\":false}"
#endif
#define MEMBER                                                                                                    \
  "{\"id\":\"" PROVIDER "\",\"name\":\"Misbehaving\",\"configSchema\":" SCHEMA ",\"hosts\":[],\"endpoint\":\"url\"," \
  "\"capabilities\":" CAPABILITIES "}"
#ifndef PROVIDERS
#define PROVIDERS MEMBER
#endif
#define DESCRIPTION                                                                                               \
  "{\"protocol\":" PROTOCOL ",\"name\":\"Misbehaving\",\"version\":\"1.0.0\",\"providers\":[" PROVIDERS "]}"

static rushes_bytes describe(void) {
#if defined ABORTS_IN_DESCRIBE
  abort();
#elif defined CRASHES_IN_DESCRIBE
  crash();
#elif defined HANGS_IN_DESCRIBE
  hang();
#elif defined FLOODS_STDOUT_IN_DESCRIBE
  flood();
#elif defined DESCRIBES_NOTHING
  return (rushes_bytes){NULL, 0, 0};
#elif defined DESCRIBES_NONSENSE
  return put_give_copy("]] this is no JSON");
#elif defined DESCRIBES_INVALID_UTF8
  return put_give_copy("{\"protocol\":1,\"name\":\"\xC3\x28\",\"version\":\"1\",\"providers\":[" MEMBER "]}");
#elif defined DESCRIBES_HUGELY
  return huge("{\"protocol\":1,\"name\":\"", "\",\"version\":\"1\",\"providers\":[" MEMBER "]}");
#endif
  return put_give_copy(DESCRIPTION);
}

#if defined NULL_FUNCTIONS
#define FUNCTION(name) NULL
#else
#define FUNCTION(name) name
#endif

static const rushes_destination_table TABLE = {
    .size = SIZE,
    .abi_major = MAJOR,
    .abi_minor = RUSHES_DESTINATION_ABI_MINOR,
    .describe = FUNCTION(describe),
    .open = FUNCTION(misstep_open),
    .step = FUNCTION(misstep_step),
    .close = FUNCTION(misstep_close),
    .free = FUNCTION(put_free),
};

#if defined MISSING_SYMBOL
EXPORTED const rushes_destination_table *rushes_destination_v0(void) { return &TABLE; }
#else
EXPORTED const rushes_destination_table *rushes_destination_v1(void) {
#if defined NULL_TABLE
  return NULL;
#endif
  return &TABLE;
}
#endif
