/* Reading just enough JSON for a destination: finding values in bytes that end where their length says, without a zero.
 * Nothing is changed or copied but the texts that are asked for. Licence: MIT OR Apache-2.0. */
#ifndef RUSHES_EXAMPLE_JSON_H
#define RUSHES_EXAMPLE_JSON_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* One value, without space around it. `at` is NULL where there is none. */
typedef struct {
  const char *at;
  const char *end;
} json;

/* The host nests a few levels deep; more would only use up the stack. */
#define JSON_DEPTH 64

static const json JSON_NONE = {NULL, NULL};

static inline const char *json_space(const char *p, const char *end) {
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')) p++;
  return p;
}

/* From the opening quote to behind the closing one, or NULL. */
static inline const char *json_skip_text(const char *p, const char *end) {
  for (p++; p < end; p++) {
    if (*p == '"') return p + 1;
    if ((unsigned char)*p < 0x20) return NULL;
    if (*p == '\\' && ++p == end) return NULL;
  }
  return NULL;
}

/* From a value's first byte to behind its last one, or NULL where that is no value. */
static inline const char *json_skip(const char *p, const char *end, int depth) {
  if (p == end || depth > JSON_DEPTH) return NULL;
  if (*p == '"') return json_skip_text(p, end);
  if (*p == '{' || *p == '[') {
    char close = *p == '{' ? '}' : ']';
    int is_object = *p == '{';
    p = json_space(p + 1, end);
    if (p < end && *p == close) return p + 1;
    for (;;) {
      if (is_object) {
        if (p == end || *p != '"' || !(p = json_skip_text(p, end))) return NULL;
        p = json_space(p, end);
        if (p == end || *p != ':') return NULL;
        p = json_space(p + 1, end);
      }
      if (!(p = json_skip(p, end, depth + 1))) return NULL;
      p = json_space(p, end);
      if (p == end) return NULL;
      if (*p == close) return p + 1;
      if (*p != ',') return NULL;
      p = json_space(p + 1, end);
    }
  }
  const char *begin = p;
  while (p < end && ((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') || *p == '-' || *p == '+' || *p == '.' || *p == 'E'))
    p++;
  return p == begin ? NULL : p;
}

/* The one value that these bytes hold. */
static inline json json_read(const uint8_t *data, size_t len) {
  if (!data) return JSON_NONE;
  const char *end = (const char *)data + len, *p = json_space((const char *)data, end);
  const char *behind = json_skip(p, end, 0);
  if (!behind || json_space(behind, end) != end) return JSON_NONE;
  return (json){p, behind};
}

/* Four hexadecimal digits, or -1. */
static inline long json_hex(const char *p, const char *end) {
  if (end - p < 4) return -1;
  long value = 0;
  for (int i = 0; i < 4; i++) {
    char c = p[i];
    int digit = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

static inline char *json_utf8(char *to, long c) {
  if (c < 0x80) {
    *to++ = (char)c;
  } else if (c < 0x800) {
    *to++ = (char)(0xC0 | c >> 6);
    *to++ = (char)(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    *to++ = (char)(0xE0 | c >> 12);
    *to++ = (char)(0x80 | (c >> 6 & 0x3F));
    *to++ = (char)(0x80 | (c & 0x3F));
  } else {
    *to++ = (char)(0xF0 | c >> 18);
    *to++ = (char)(0x80 | (c >> 12 & 0x3F));
    *to++ = (char)(0x80 | (c >> 6 & 0x3F));
    *to++ = (char)(0x80 | (c & 0x3F));
  }
  return to;
}

/* A text with its escapes resolved, ended by a zero; the caller frees it. NULL where this is no text, where it holds a zero
 * (which a C string cannot) or half a surrogate pair, and where memory is short. */
static inline char *json_text(json value) {
  if (!value.at || *value.at != '"') return NULL;
  const char *p = value.at + 1, *end = value.end - 1;
  /* An escape is never shorter than what it stands for. */
  char *text = malloc((size_t)(end - p) + 1), *to = text;
  if (!text) return NULL;
  while (p < end) {
    if (*p != '\\') {
      *to++ = *p++;
      continue;
    }
    p++;
    const char *plain = "\"\\/bfnrt", *means = "\"\\/\b\f\n\r\t", *found = strchr(plain, *p);
    if (found && *p) {
      *to++ = means[found - plain];
      p++;
      continue;
    }
    long c = *p == 'u' ? json_hex(p + 1, end) : -1;
    p += 5;
    if (c >= 0xD800 && c < 0xDC00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
      long low = json_hex(p + 2, end);
      c = low >= 0xDC00 && low < 0xE000 ? 0x10000 + (c - 0xD800) * 0x400 + (low - 0xDC00) : -1;
      p += 6;
    }
    if (c <= 0 || (c >= 0xD800 && c < 0xE000)) {
      free(text);
      return NULL;
    }
    to = json_utf8(to, c);
  }
  *to = 0;
  return text;
}

static inline int json_is(json value, const char *text) {
  char *own = json_text(value);
  int same = own && strcmp(own, text) == 0;
  free(own);
  return same;
}

/* The object's member of that name. */
static inline json json_member(json object, const char *name) {
  if (!object.at || *object.at != '{') return JSON_NONE;
  const char *p = json_space(object.at + 1, object.end);
  while (p < object.end && *p == '"') {
    json key = {p, json_skip_text(p, object.end)};
    p = json_space(json_space(key.end, object.end) + 1, object.end);
    json value = {p, json_skip(p, object.end, 0)};
    if (json_is(key, name)) return value;
    p = json_space(json_space(value.end, object.end) + 1, object.end);
  }
  return JSON_NONE;
}

/* The array's first element. */
static inline json json_first(json array) {
  if (!array.at || *array.at != '[') return JSON_NONE;
  const char *p = json_space(array.at + 1, array.end);
  return *p == ']' ? JSON_NONE : (json){p, json_skip(p, array.end, 0)};
}

/* A whole number of at least 0 into `number`; whether it was one. */
static inline int json_number(json value, uint64_t *number) {
  if (!value.at) return 0;
  uint64_t sum = 0;
  for (const char *p = value.at; p < value.end; p++) {
    if (*p < '0' || *p > '9') return 0;
    uint64_t digit = (uint64_t)(*p - '0');
    if (sum > (UINT64_MAX - digit) / 10) return 0;
    sum = sum * 10 + digit;
  }
  *number = sum;
  return 1;
}

#endif
