// A pool of threads for pieces of work that take microseconds.
//
// A call publishes a work by writing what it is and then one word, the ticket: the work's number in
// the upper half, the pieces still to be taken in the lower. Whoever wants a piece, the caller too,
// counts the lower half down by compare-and-swap. A thread that comes late finds another number or
// nothing left, and has touched nothing; so the caller waits for pieces, never for threads.

#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "CKernels.h"

#if defined(__wasm__)

// One thread: there is never a pool.
ck_workers *ck_workers_create(ptrdiff_t threads) { (void)threads; return NULL; }
ptrdiff_t ck_workers_count(const ck_workers *pool) { (void)pool; return 0; }
void ck_workers_destroy(ck_workers *pool) { (void)pool; }
void ck_workers_run(ck_workers *pool, ptrdiff_t pieces, const void *context, ck_piece body) {
  (void)pool;
  for (ptrdiff_t i = 0; i < pieces; i++) body(context, i);
}

#else

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

// How often a waiting thread looks before it sleeps: a few tenths of a millisecond, longer than a
// training's stretches between two works.
#define CK_LOOKS 20000

struct ck_workers {
  // Of the work in hand; changed only while no piece of it is left or under way.
  const void *context;
  ck_piece body;
  ptrdiff_t pieces;
  _Alignas(64) _Atomic uint64_t ticket;
  _Alignas(64) _Atomic ptrdiff_t unfinished;
  _Alignas(64) _Atomic int asleep;
  _Atomic bool ends;
  _Atomic bool busy;
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  ptrdiff_t count;
  pthread_t threads[];
};

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static inline uint64_t left(uint64_t ticket) { return ticket & UINT32_MAX; }

/// Takes pieces until none is left.
static void work(ck_workers *pool) {
  uint64_t ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
  while (left(ticket) > 0) {
    if (!atomic_compare_exchange_weak_explicit(&pool->ticket, &ticket, ticket - 1,
                                               memory_order_acq_rel, memory_order_acquire))
      continue;
    // The piece is ours, so the work cannot change before we have said that it is through.
    pool->body(pool->context, pool->pieces - (ptrdiff_t)left(ticket));
    atomic_fetch_sub_explicit(&pool->unfinished, 1, memory_order_release);
    ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
  }
}

static bool idle(ck_workers *pool) {
  return left(atomic_load(&pool->ticket)) == 0 && !atomic_load(&pool->ends);
}

static void sleep_until_called(ck_workers *pool) {
  pthread_mutex_lock(&pool->mutex);
  atomic_fetch_add(&pool->asleep, 1);
  // Whoever publishes after this sees that somebody sleeps; what was published before is seen here.
  while (idle(pool)) pthread_cond_wait(&pool->wake, &pool->mutex);
  atomic_fetch_sub(&pool->asleep, 1);
  pthread_mutex_unlock(&pool->mutex);
}

static void *live(void *argument) {
  ck_workers *pool = argument;
  int looks = 0;
  while (!atomic_load_explicit(&pool->ends, memory_order_acquire)) {
    if (left(atomic_load_explicit(&pool->ticket, memory_order_acquire)) > 0) {
      work(pool);
      looks = 0;
    } else if (looks < CK_LOOKS) {
      looks++;
      pause_briefly();
    } else {
      sleep_until_called(pool);
      looks = 0;
    }
  }
  return NULL;
}

static void call_sleepers(ck_workers *pool) {
  if (atomic_load(&pool->asleep) == 0) return;
  pthread_mutex_lock(&pool->mutex);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->mutex);
}

ck_workers *ck_workers_create(ptrdiff_t threads) {
  size_t size = sizeof(ck_workers) + (size_t)threads * sizeof(pthread_t);
  ck_workers *pool = aligned_alloc(64, (size + 63) / 64 * 64);
  if (!pool) return NULL;
  *pool = (ck_workers){.count = 0};
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->wake, NULL);
  while (pool->count < threads
         && pthread_create(&pool->threads[pool->count], NULL, live, pool) == 0)
    pool->count++;
  return pool;
}

ptrdiff_t ck_workers_count(const ck_workers *pool) { return pool->count; }

void ck_workers_run(ck_workers *pool, ptrdiff_t pieces, const void *context, ck_piece body) {
  // Two callers at once: the second does its work itself.
  if (pieces > UINT32_MAX || atomic_exchange_explicit(&pool->busy, true, memory_order_acquire)) {
    for (ptrdiff_t i = 0; i < pieces; i++) body(context, i);
    return;
  }
  pool->context = context;
  pool->body = body;
  pool->pieces = pieces;
  atomic_store_explicit(&pool->unfinished, pieces, memory_order_relaxed);
  uint64_t number = (atomic_load_explicit(&pool->ticket, memory_order_relaxed) >> 32) + 1;
  atomic_store(&pool->ticket, number << 32 | (uint64_t)pieces);
  call_sleepers(pool);
  work(pool);
  while (atomic_load_explicit(&pool->unfinished, memory_order_acquire) > 0) pause_briefly();
  atomic_store_explicit(&pool->busy, false, memory_order_release);
}

void ck_workers_destroy(ck_workers *pool) {
  atomic_store(&pool->ends, true);
  pthread_mutex_lock(&pool->mutex);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->mutex);
  for (ptrdiff_t i = 0; i < pool->count; i++) pthread_join(pool->threads[i], NULL);
  pthread_cond_destroy(&pool->wake);
  pthread_mutex_destroy(&pool->mutex);
  free(pool);
}

#endif
