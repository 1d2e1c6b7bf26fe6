/* A host of a few lines, which dies of what the libraries do: probe LIBRARY JOB EVENT. Says on the standard error how far it
 * got, and in the end how many MiB it used. A library that never returns is ended by a timer that counts its own
 * processor time, so that a busy machine does not matter. */
#include "rushes_destination.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>

static rushes_slice lend(const char *words) { return (rushes_slice){(const uint8_t *)words, strlen(words)}; }

/* What this process used at most. (`getrusage` counts what its parent used before it.) */
static long most_mebibytes(void) {
  char line[256];
  long kibibytes = -1;
  FILE *status = fopen("/proc/self/status", "r");
  while (status && fgets(line, sizeof line, status)) sscanf(line, "VmHWM: %ld", &kibibytes);
  if (status) fclose(status);
  return kibibytes / 1024;
}

int main(int count, char **given) {
  struct itimerval long_enough = {.it_value = {.tv_usec = 300000}};
  struct rlimit none = {0, 0};
  if (count != 4 || setitimer(ITIMER_VIRTUAL, &long_enough, NULL) || setrlimit(RLIMIT_CORE, &none)) return 2;
  void *library = dlopen(given[1], RTLD_NOW | RTLD_LOCAL);
  if (!library) return 3;
  fprintf(stderr, "loaded ");
  const rushes_destination_table *(*entry)(void);
  *(void **)&entry = dlsym(library, "rushes_destination_v1");
  if (!entry) return 4;
  const rushes_destination_table *table = entry();
  if (!table) return 5;
  if (!table->describe || !table->open || !table->step || !table->close || !table->free) return 6;
  table->free(table->describe());
  fprintf(stderr, "described ");
  void *session = table->open(lend(given[2]));
  if (!session) return 7;
  fprintf(stderr, "opened ");
  for (int step = 0; step < 2; step++) table->free(table->step(session, lend(given[3])));
  fprintf(stderr, "stepped ");
  table->close(session);
  fprintf(stderr, "closed %ld", most_mebibytes());
  return 0;
}
