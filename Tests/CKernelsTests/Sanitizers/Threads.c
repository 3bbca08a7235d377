// The pool of threads under ThreadSanitizer: works of all sizes, two callers, threads and callers that
// fall asleep, and everybody woken: whoever is not ends the program after two minutes.

#define _GNU_SOURCE  // usleep

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
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

static void stay_busy(long nanoseconds) {
  struct timespec from, time;
  clock_gettime(CLOCK_MONOTONIC, &from);
  do clock_gettime(CLOCK_MONOTONIC, &time);
  while ((time.tv_sec - from.tv_sec) * 1000000000L + time.tv_nsec - from.tv_nsec < nanoseconds);
}

static void stay_busy_once(const void *context, ptrdiff_t piece) {
  if (piece == 1) stay_busy(*(const long *)context);
}

/// Pieces, and pauses between works, that take about as long as a waiting thread looks before it sleeps,
/// a little less or a little more: threads and caller fall asleep while they are called. No pool lives
/// long enough to have its caller work alone.
static void meet_at_the_edge_of_sleep(ptrdiff_t threads) {
  for (int round = 0; round < 300; round++) {
    ck_workers *pool = ck_workers_create(threads);
    for (int work = 0; work < 30; work++) {
      long piece = 1000L * (60 + (7 * work + round) % 80);
      ck_workers_run(pool, 3, &piece, stay_busy_once);
      stay_busy(1000L * (60 + (11 * work + round) % 80));
    }
    ck_workers_destroy(pool);
  }
}

int main(void) {
  alarm(120);
  for (ptrdiff_t threads = 1; threads <= 3; threads++) {
    ck_workers *pool = ck_workers_create(threads);
    pthread_t other;
    pthread_create(&other, NULL, call, pool);
    call(pool);
    pthread_join(other, NULL);
    ck_workers_destroy(pool);
    meet_at_the_edge_of_sleep(threads);
  }
  puts("threads: 39000 works");
}
