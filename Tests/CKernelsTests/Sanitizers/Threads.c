// The pool of threads under ThreadSanitizer: works of all sizes, two callers, threads that have slept.

#define _GNU_SOURCE  // usleep

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "CKernels.h"

enum { most = 70 };

static void add(const void *context, ptrdiff_t piece) { ((long *const *)context)[0][piece] += 1; }

/// Two thousand works on numbers that are read after each: whatever a thread wrote must be seen.
static void *call(void *pool) {
  long *numbers = calloc(most, sizeof *numbers), expected[most] = {0};
  for (int round = 0; round < 2000; round++) {
    ptrdiff_t pieces = round % (most + 1);
    ck_workers_run(pool, pieces, &numbers, add);
    for (ptrdiff_t i = 0; i < pieces; i++) expected[i] += 1;
    for (ptrdiff_t i = 0; i < most; i++)
      if (numbers[i] != expected[i]) {
        fprintf(stderr, "round %d: piece %td was done %ld times\n", round, i, numbers[i]);
        exit(1);
      }
    if (round % 500 == 0) usleep(20000);  // long enough for the others to fall asleep
  }
  free(numbers);
  return NULL;
}

int main(void) {
  for (ptrdiff_t threads = 1; threads <= 3; threads++) {
    ck_workers *pool = ck_workers_create(threads);
    pthread_t other;
    pthread_create(&other, NULL, call, pool);
    call(pool);
    pthread_join(other, NULL);
    ck_workers_destroy(pool);
  }
  puts("threads: 12000 works");
}
