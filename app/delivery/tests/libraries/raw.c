/* A library that breaks one rule of the interface, as the macro RULE says. */
#include "rushes_destination.h"
#include <stdlib.h>
#include <string.h>

enum {
  NONE,
  ABORT_ON_LOAD,
  HANG_ON_LOAD,
  EXIT_ON_LOAD,
  NULL_TABLE,
  OTHER_ABI,
  SMALL_TABLE,
  NULL_STEP,
  DESCRIBES_NOTHING,
  DESCRIBES_NONSENSE,
  DESCRIBES_OTHERWISE,
  DESCRIBES_A_FLOOD,
  ABORT_IN_DESCRIBE,
  NULL_SESSION,
  ANSWERS_NONSENSE,
  ANSWERS_OTHERWISE,
  ANSWERS_NOTHING,
  ANSWERS_A_WILD_LENGTH,
  CRASHES
};

#ifndef DESCRIPTION
#define DESCRIPTION                                                                                                      \
  "{\"protocol\":1,\"name\":\"Raw\",\"version\":\"1\",\"providers\":[{\"id\":\"raw\",\"name\":\"Raw\",\"configSchema\":"   \
  "{\"type\":\"object\"},\"hosts\":[\"a.example\"],\n\"capabilities\":{\"files\":[\"video\"],\"completion\":\"none\","    \
  "\"resume\":\"whole\",\"parallel\":1,\"partBytes\":0}}]}"
#endif

__attribute__((constructor)) static void loaded(void) {
  if (RULE == ABORT_ON_LOAD) abort();
  if (RULE == EXIT_ON_LOAD) exit(0);
  while (RULE == HANG_ON_LOAD) __asm__ volatile("");
}

static rushes_bytes say(const char *text) {
  size_t length = strlen(text);
  uint8_t *data = malloc(length);
  memcpy(data, text, length);
  return (rushes_bytes){data, length, length};
}

static rushes_bytes flood(void) {
  size_t length = 3 << 20;
  return (rushes_bytes){memset(malloc(length), ' ', length), length, length};
}

static rushes_bytes describe(void) {
  if (RULE == DESCRIBES_NOTHING) return (rushes_bytes){NULL, 0, 0};
  if (RULE == DESCRIBES_NONSENSE) return say("nonsense");
  if (RULE == DESCRIBES_OTHERWISE) return say("{\"protocol\":1}");
  if (RULE == DESCRIBES_A_FLOOD) return flood();
  if (RULE == ABORT_IN_DESCRIBE) abort();
  return say(DESCRIPTION);
}

static void *open_session(rushes_slice job) {
  (void)job;
  return RULE == NULL_SESSION ? NULL : malloc(1);
}

static rushes_bytes step(void *session, rushes_slice event) {
  (void)session;
  (void)event;
  if (RULE == ANSWERS_NONSENSE) return say("{\"do\":");
  if (RULE == ANSWERS_OTHERWISE) return say("{\"do\":\"dance\"}");
  if (RULE == ANSWERS_NOTHING) return (rushes_bytes){NULL, 0, 0};
  if (RULE == ANSWERS_A_WILD_LENGTH) return (rushes_bytes){NULL, (size_t)-1, 0};
  if (RULE == CRASHES) *(volatile int *)0 = 1;
  return say("{\"do\":\n\"done\",\"id\":\"raw\"}");
}

static void close_session(void *session) { free(session); }

static void take_back(rushes_bytes bytes) { free(bytes.data); }

static const rushes_destination_table table = {
    RULE == SMALL_TABLE ? 16 : sizeof(rushes_destination_table),
    RULE == OTHER_ABI ? 7 : RUSHES_DESTINATION_ABI_MAJOR,
    RUSHES_DESTINATION_ABI_MINOR,
    describe,
    open_session,
    RULE == NULL_STEP ? NULL : step,
    close_session,
    take_back,
};

#if defined(HIDDEN)
const rushes_destination_table *something_else(void) { return &table; }
#else
const rushes_destination_table *rushes_destination_v1(void) { return RULE == NULL_TABLE ? NULL : &table; }
#endif
