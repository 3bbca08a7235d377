// A pool of threads for pieces of work that take microseconds.
//
// A call publishes a work by writing what it is and then one word, the ticket: the work's number in
// the upper half and in the lower one a bit for each lot of pieces still to be taken. Whoever wants a
// lot, the caller too, clears its bit by compare-and-swap. A thread that comes late finds another
// number or nothing left, and has touched nothing; so the caller waits for pieces, never for threads.
//
// Thread t first looks for the lots t, t + threads, …: in training the same lot comes again and again,
// and what it read and wrote last time is still in that core's cache.

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

enum { most_lots = 32 };

typedef struct {
  ck_workers *pool;
  ptrdiff_t number;
  pthread_t thread;
} member;

struct ck_workers {
  // Of the work in hand; changed only while no piece of it is left or under way.
  const void *context;
  ck_piece body;
  ptrdiff_t pieces, lots;
  _Alignas(64) _Atomic uint64_t ticket;
  _Alignas(64) _Atomic ptrdiff_t unfinished;
  _Alignas(64) _Atomic int asleep;
  _Atomic bool ends;
  _Atomic bool busy;
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  ptrdiff_t count;  // threads besides the callers'
  member members[];
};

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static inline uint32_t left(uint64_t ticket) { return (uint32_t)ticket; }

/// The lot that thread `number` of `threads` takes of those that are left: one of its own, else the
/// last one, which its owner would come to last.
static int choice(uint32_t lots, ptrdiff_t number, ptrdiff_t threads) {
  for (ptrdiff_t lot = number; lot < most_lots; lot += threads)
    if (lots >> lot & 1) return (int)lot;
  return 31 - __builtin_clz(lots);
}

/// Takes lots until none is left. The caller is thread 0.
static void work(ck_workers *pool, ptrdiff_t number) {
  uint64_t ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
  while (left(ticket) != 0) {
    int lot = choice(left(ticket), number, pool->count + 1);
    if (!atomic_compare_exchange_weak_explicit(&pool->ticket, &ticket,
                                               ticket & ~((uint64_t)1 << lot),
                                               memory_order_acq_rel, memory_order_acquire))
      continue;
    // The lot is ours, so the work cannot change before we have said that it is through.
    ptrdiff_t end = (lot + 1) * pool->pieces / pool->lots;
    for (ptrdiff_t i = lot * pool->pieces / pool->lots; i < end; i++) pool->body(pool->context, i);
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
  const member *self = argument;
  ck_workers *pool = self->pool;
  int looks = 0;
  while (!atomic_load_explicit(&pool->ends, memory_order_acquire)) {
    if (left(atomic_load_explicit(&pool->ticket, memory_order_acquire)) != 0) {
      work(pool, self->number);
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
  size_t size = sizeof(ck_workers) + (size_t)threads * sizeof(member);
  ck_workers *pool = aligned_alloc(64, (size + 63) / 64 * 64);
  if (!pool) return NULL;
  *pool = (ck_workers){.count = 0};
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->wake, NULL);
  // A thread looks at the count only after it has seen a ticket, which comes after this function.
  for (ptrdiff_t t = 0; t < threads; t++) {
    pool->members[t] = (member){.pool = pool, .number = t + 1};
    if (pthread_create(&pool->members[t].thread, NULL, live, &pool->members[t]) != 0) break;
    pool->count = t + 1;
  }
  return pool;
}

ptrdiff_t ck_workers_count(const ck_workers *pool) { return pool->count; }

void ck_workers_run(ck_workers *pool, ptrdiff_t pieces, const void *context, ck_piece body) {
  // Two callers at once: the second does its work itself.
  if (pieces <= 0) return;
  if (atomic_exchange_explicit(&pool->busy, true, memory_order_acquire)) {
    for (ptrdiff_t i = 0; i < pieces; i++) body(context, i);
    return;
  }
  pool->context = context;
  pool->body = body;
  pool->pieces = pieces;
  pool->lots = pieces < most_lots ? pieces : most_lots;
  atomic_store_explicit(&pool->unfinished, pool->lots, memory_order_relaxed);
  uint64_t number = (atomic_load_explicit(&pool->ticket, memory_order_relaxed) >> 32) + 1;
  uint64_t all = ((uint64_t)1 << pool->lots) - 1;
  atomic_store(&pool->ticket, number << 32 | all);
  call_sleepers(pool);
  work(pool, 0);
  while (atomic_load_explicit(&pool->unfinished, memory_order_acquire) > 0) pause_briefly();
  atomic_store_explicit(&pool->busy, false, memory_order_release);
}

void ck_workers_destroy(ck_workers *pool) {
  atomic_store(&pool->ends, true);
  pthread_mutex_lock(&pool->mutex);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->mutex);
  for (ptrdiff_t i = 0; i < pool->count; i++) pthread_join(pool->members[i].thread, NULL);
  pthread_cond_destroy(&pool->wake);
  pthread_mutex_destroy(&pool->mutex);
  free(pool);
}

#endif
