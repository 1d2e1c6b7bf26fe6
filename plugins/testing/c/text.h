/* Building an answer: a text that grows. Licence: MIT OR Apache-2.0. */
#ifndef RUSHES_EXAMPLE_TEXT_H
#define RUSHES_EXAMPLE_TEXT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* `failed` once memory was short: what is added after that is dropped. */
typedef struct {
  char *data;
  size_t len;
  size_t capacity;
  int failed;
} text;

static inline void text_add(text *out, const char *data, size_t len) {
  if (!out->failed && out->capacity - out->len < len) {
    size_t capacity = out->capacity ? out->capacity : 256;
    while (capacity - out->len < len) capacity *= 2;
    char *grown = realloc(out->data, capacity);
    if (grown) {
      out->data = grown;
      out->capacity = capacity;
    } else {
      out->failed = 1;
    }
  }
  if (!out->failed && len) {
    memcpy(out->data + out->len, data, len);
    out->len += len;
  }
}

/* As it stands. */
static inline void text_say(text *out, const char *words) { text_add(out, words, strlen(words)); }

static inline void text_number(text *out, uint64_t number) {
  char digits[24];
  int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
  text_add(out, digits, (size_t)len);
}

/* As a JSON text, with its quotes. */
static inline void text_json(text *out, const char *words) {
  text_say(out, "\"");
  for (; *words; words++) {
    char escape[8];
    if (*words == '"' || *words == '\\') {
      snprintf(escape, sizeof escape, "\\%c", *words);
      text_say(out, escape);
    } else if ((unsigned char)*words < 0x20) {
      snprintf(escape, sizeof escape, "\\u%04x", (unsigned)*words);
      text_say(out, escape);
    } else {
      text_add(out, words, 1);
    }
  }
  text_say(out, "\"");
}

/* As the path of an address: everything but letters, digits and `-._~/` in per cent. */
static inline void text_path(text *out, const char *words) {
  for (; *words; words++) {
    unsigned char c = (unsigned char)*words;
    int is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~/", c);
    char escape[4];
    if (is_plain) {
      text_add(out, words, 1);
    } else {
      snprintf(escape, sizeof escape, "%%%02X", c);
      text_say(out, escape);
    }
  }
}

/* The text ended by a zero, for C's own functions; the caller frees it. NULL where memory was short. */
static inline char *text_string(text *out) {
  text_add(out, "", 1);
  if (out->failed) {
    free(out->data);
    return NULL;
  }
  return out->data;
}

#endif
