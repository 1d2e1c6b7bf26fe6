/* A destination for Rushes, as a shared library in C. See plugins/abi/src/lib.rs for the rules and plugins/sdk/PROTOCOL.md
 * for the messages. Licence: MIT OR Apache-2.0. */
#ifndef RUSHES_DESTINATION_H
#define RUSHES_DESTINATION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RUSHES_DESTINATION_ABI_MAJOR 1
#define RUSHES_DESTINATION_ABI_MINOR 0

/* Bytes that the library made; they go back to it through `free`. */
typedef struct {
  uint8_t *data;
  size_t len;
  size_t capacity;
} rushes_bytes;

/* Bytes that the host lends for one call. */
typedef struct {
  const uint8_t *data;
  size_t len;
} rushes_slice;

typedef struct {
  uint32_t size; /* sizeof(rushes_destination_table) */
  uint16_t abi_major;
  uint16_t abi_minor;
  rushes_bytes (*describe)(void);
  void *(*open)(rushes_slice job);
  rushes_bytes (*step)(void *session, rushes_slice event);
  void (*close)(void *session);
  void (*free)(rushes_bytes bytes);
} rushes_destination_table;

/* The one exported function. The table lives as long as the process. */
const rushes_destination_table *rushes_destination_v1(void);

#ifdef __cplusplus
}
#endif
#endif
