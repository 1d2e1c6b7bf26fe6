/* What a C compiler makes of the header: one `name number` a line. */
#include "rushes_destination.h"

#include <stdio.h>

#define SIZE(type) printf(#type " %zu\n", sizeof(type))
#define OFFSET(type, member) printf(#type "." #member " %zu\n", offsetof(type, member))

int main(void) {
  printf("major %d\nminor %d\n", RUSHES_DESTINATION_ABI_MAJOR, RUSHES_DESTINATION_ABI_MINOR);
  SIZE(rushes_bytes);
  OFFSET(rushes_bytes, data);
  OFFSET(rushes_bytes, len);
  OFFSET(rushes_bytes, capacity);
  SIZE(rushes_slice);
  OFFSET(rushes_slice, data);
  OFFSET(rushes_slice, len);
  SIZE(rushes_destination_table);
  OFFSET(rushes_destination_table, size);
  OFFSET(rushes_destination_table, abi_major);
  OFFSET(rushes_destination_table, abi_minor);
  OFFSET(rushes_destination_table, describe);
  OFFSET(rushes_destination_table, open);
  OFFSET(rushes_destination_table, step);
  OFFSET(rushes_destination_table, close);
  OFFSET(rushes_destination_table, free);
  return 0;
}
