// A pool of threads for pieces of work that take microseconds.
//
// A call publishes a work by writing what it is and then one word, the ticket: the work's number in
// the upper half and in the lower one a bit for each lot of pieces still to be taken. Whoever wants a
// lot, the caller too, clears its bit by compare-and-swap. A thread that comes late finds another
// number or nothing left, and has touched nothing; so the caller waits for pieces, never for threads.
//
// Thread t first looks for the lots t, t + threads, …: in training the same lot comes again and again,
// and what it read and wrote last time is still in that core's cache.
//
// Nobody holds a processor for long without working: whoever waits, the caller too, looks for a tenth
// of a millisecond, which is longer than a training's stretches between two works, and then sleeps.
// What remains is a machine on which other programs are at work: they take the processor from a thread
// in the midst of a lot, for milliseconds, and the work cannot end before it; or a thread that is woken
// takes the caller's. So the caller keeps an account of what sharing gains and what it costs, and works
// alone for a while where that is faster.

#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "CKernels.h"

#if defined(__wasm__)

// One thread: there is never a pool.
ptrdiff_t ck_processors(void) { return 1; }
ck_workers *ck_workers_create(ptrdiff_t threads) { (void)threads; return NULL; }
ptrdiff_t ck_workers_count(const ck_workers *pool) { (void)pool; return 0; }
void ck_workers_destroy(ck_workers *pool) { (void)pool; }
void ck_workers_run(ck_workers *pool, ptrdiff_t pieces, const void *context, ck_piece body) {
  (void)pool;
  for (ptrdiff_t i = 0; i < pieces; i++) body(context, i);
}

#else

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

// In nanoseconds: how long a waiting thread looks before it sleeps; over how long an account of
// sharing is kept, at least and at most; and how long the caller then works alone.
#define CK_LOOKING 100000
#define CK_SHORTEST_ACCOUNT 8000000
#define CK_LONGEST_ACCOUNT 32000000
#define CK_SHORTEST_ALONE 160000000
#define CK_LONGEST_ALONE 1280000000

enum { most_lots = 32, looks_between_times = 16, works_between_times = 64 };

/// What came of sharing since `start`: the caller's alone.
typedef struct {
  int64_t start, start_on_processor;
  ptrdiff_t works, own_lots, lots;
  int64_t looking;
} account;

typedef struct {
  ck_workers *pool;
  ptrdiff_t number;
  pthread_t thread;
} member;

struct ck_workers {
  // The work in hand, changed only while no piece of it is left or under way, and what threads look at
  // while they wait, lie on one cache line: it takes one trip from the caller's core to theirs. What the
  // caller looks at and what is the caller's alone lie on lines of their own.
  _Alignas(64) const void *context;
  ck_piece body;
  ptrdiff_t pieces, lots;
  _Atomic uint64_t ticket;
  _Atomic bool ends;
  _Alignas(64) _Atomic ptrdiff_t unfinished;
  _Atomic bool caller_sleeps;
  _Alignas(64) _Atomic bool threads_sleep;
  pthread_mutex_t mutex;
  pthread_cond_t wake, finished;
  _Alignas(64) _Atomic bool busy;
  /// The number of the work in hand.
  uint32_t number;
  account account;
  /// When the caller shares its work out again, and how long it works alone the next time.
  int64_t alone_until, alone_for;
  _Alignas(64) ptrdiff_t count;  // threads besides the callers'
  member members[];
};

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t nanoseconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int64_t now(void) { return nanoseconds(CLOCK_MONOTONIC); }

static inline uint32_t left(uint64_t ticket) { return (uint32_t)ticket; }

static inline bool is_called(ck_workers *pool) {
  return left(atomic_load(&pool->ticket)) != 0 || atomic_load(&pool->ends);
}

static inline bool is_finished(ck_workers *pool) { return atomic_load(&pool->unfinished) == 0; }

/// Looks until `happened`, for CK_LOOKING nanoseconds at most. Returns whether it has.
static inline bool look_for(bool (*happened)(ck_workers *), ck_workers *pool) {
  int64_t end = 0;
  for (;;) {
    for (int look = 0; look < looks_between_times; look++) {
      if (happened(pool)) return true;
      pause_briefly();
    }
    int64_t time = now();
    if (end == 0) end = time + CK_LOOKING;
    if (time > end) return false;
  }
}

/// Sleeps until `happened`. Whoever makes it happen afterwards sees `sleeps`; what happened before is
/// seen here.
static void sleep_until(bool (*happened)(ck_workers *), ck_workers *pool, _Atomic bool *sleeps,
                        pthread_cond_t *condition) {
  pthread_mutex_lock(&pool->mutex);
  for (;;) {
    atomic_store(sleeps, true);
    if (happened(pool)) break;
    pthread_cond_wait(condition, &pool->mutex);
  }
  pthread_mutex_unlock(&pool->mutex);
}

/// After something has happened: wakes those who sleep until it does.
static void wake(ck_workers *pool, _Atomic bool *sleep, pthread_cond_t *condition) {
  if (!atomic_load(sleep)) return;
  pthread_mutex_lock(&pool->mutex);
  atomic_store(sleep, false);
  pthread_mutex_unlock(&pool->mutex);
  pthread_cond_broadcast(condition);
}

/// The lot that thread `number` of `threads` takes of those that are left: one of its own, else the
/// last one, which its owner would come to last.
static int choice(uint32_t lots, ptrdiff_t number, ptrdiff_t threads) {
  for (ptrdiff_t lot = number; lot < most_lots; lot += threads)
    if (lots >> lot & 1) return (int)lot;
  return 31 - __builtin_clz(lots);
}

/// Does a lot. Returns whether it was the last of the work.
static bool finish(ck_workers *pool, int lot) {
  ptrdiff_t end = (lot + 1) * pool->pieces / pool->lots;
  for (ptrdiff_t i = lot * pool->pieces / pool->lots; i < end; i++) pool->body(pool->context, i);
  if (atomic_fetch_sub(&pool->unfinished, 1) > 1) return false;
  wake(pool, &pool->caller_sleeps, &pool->finished);
  return true;
}

/// Takes lots until none is left, and returns how many. The caller is thread 0.
static ptrdiff_t work(ck_workers *pool, ptrdiff_t number) {
  ptrdiff_t taken = 0;
  uint64_t ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
  while (left(ticket) != 0) {
    int lot = choice(left(ticket), number, pool->count + 1);
    if (!atomic_compare_exchange_weak_explicit(&pool->ticket, &ticket,
                                               ticket & ~((uint64_t)1 << lot),
                                               memory_order_acq_rel, memory_order_acquire))
      continue;
    // The lot is ours, so the work cannot change before we have said that it is through.
    taken += 1;
    if (finish(pool, lot)) break;
    ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
  }
  return taken;
}

static void *live(void *argument) {
  const member *self = argument;
  ck_workers *pool = self->pool;
  while (!atomic_load(&pool->ends)) {
    if (!look_for(is_called, pool))
      sleep_until(is_called, pool, &pool->threads_sleep, &pool->wake);
    work(pool, self->number);
  }
  return NULL;
}

/// Waits for the lots that others have begun.
static void wait_for_others(ck_workers *pool) {
  if (look_for(is_finished, pool)) return;
  pool->account.looking += CK_LOOKING;
  sleep_until(is_finished, pool, &pool->caller_sleeps, &pool->finished);
}

static void open_account(ck_workers *pool, int64_t time) {
  pool->account = (account){
    .start = time, .start_on_processor = nanoseconds(CLOCK_THREAD_CPUTIME_ID)};
}

/// Now and then, weighs what sharing gained, the part of the lots that others did, against what it cost,
/// the part of the time in which the caller had no processor or looked in vain. Alone it would have
/// taken all the lots and, at worst, lost as much; where other programs are at work it loses less.
static void settle_account(ck_workers *pool) {
  account *account = &pool->account;
  if (++account->works % works_between_times != 0) return;
  int64_t time = now();
  double elapsed = (double)(time - account->start);
  if (elapsed < CK_SHORTEST_ACCOUNT) return;
  int64_t worked = nanoseconds(CLOCK_THREAD_CPUTIME_ID) - account->start_on_processor
    - account->looking;
  double gain = 1 - (double)account->own_lots / (double)account->lots;
  // What is below a twentieth harms nobody, even where the threads have not come yet and gain nothing.
  double cost = 0.95 - (double)worked / elapsed;
  // A single interruption makes a short account look bad: only a very bad one is closed early.
  bool is_closed = elapsed >= CK_LONGEST_ACCOUNT;
  if (!is_closed && gain > 0.75 * cost) return;
  // One good account among bad ones may be luck: the time alone shrinks as it grew.
  if (is_closed && gain > 1.25 * cost) {
    if (pool->alone_for > CK_SHORTEST_ALONE) pool->alone_for /= 2;
    open_account(pool, time);
  } else {
    pool->alone_until = time + pool->alone_for;
    if (pool->alone_for < CK_LONGEST_ALONE) pool->alone_for *= 2;
  }
}

static bool works_alone(ck_workers *pool) {
  if (pool->alone_until == 0) return false;
  int64_t time = now();
  if (time < pool->alone_until) return true;
  pool->alone_until = 0;
  open_account(pool, time);
  return false;
}

ptrdiff_t ck_processors(void) {
#if defined(__linux__)
  // Those that this process may run on; more than the set has room for are asked for below.
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? online : 1;
}

ck_workers *ck_workers_create(ptrdiff_t threads) {
  size_t size = sizeof(ck_workers) + (size_t)threads * sizeof(member);
  ck_workers *pool = aligned_alloc(64, (size + 63) / 64 * 64);
  if (!pool) return NULL;
  *pool = (ck_workers){.count = 0, .alone_for = CK_SHORTEST_ALONE};
  open_account(pool, now());
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->wake, NULL);
  pthread_cond_init(&pool->finished, NULL);
  // A thread looks at the count only after it has seen a ticket, which comes after this function.
  for (ptrdiff_t t = 0; t < threads; t++) {
    pool->members[t] = (member){.pool = pool, .number = t + 1};
    if (pthread_create(&pool->members[t].thread, NULL, live, &pool->members[t]) != 0) break;
    pool->count = t + 1;
  }
  return pool;
}

ptrdiff_t ck_workers_count(const ck_workers *pool) { return pool->count; }

/// Publishes the work, does what of it others do not, and waits for what they do.
static void share_out(ck_workers *pool, ptrdiff_t pieces, const void *context, ck_piece body) {
  pool->context = context;
  pool->body = body;
  pool->pieces = pieces;
  pool->lots = pieces < most_lots ? pieces : most_lots;
  atomic_store_explicit(&pool->unfinished, pool->lots, memory_order_relaxed);
  // All lots but the first, which the caller has taken before anybody else could.
  uint64_t others = ((uint64_t)1 << pool->lots) - 2;
  atomic_store(&pool->ticket, (uint64_t)++pool->number << 32 | others);
  wake(pool, &pool->threads_sleep, &pool->wake);
  pool->account.lots += pool->lots;
  pool->account.own_lots += 1;
  if (!finish(pool, 0)) {
    pool->account.own_lots += work(pool, 0);
    wait_for_others(pool);
  }
  settle_account(pool);
}

void ck_workers_run(ck_workers *pool, ptrdiff_t pieces, const void *context, ck_piece body) {
  // Two callers at once: the second does its work itself.
  bool first = !atomic_exchange_explicit(&pool->busy, true, memory_order_acquire);
  if (pieces > 0 && first && !works_alone(pool)) {
    share_out(pool, pieces, context, body);
  } else {
    for (ptrdiff_t i = 0; i < pieces; i++) body(context, i);
  }
  if (first) atomic_store_explicit(&pool->busy, false, memory_order_release);
}

void ck_workers_destroy(ck_workers *pool) {
  atomic_store(&pool->ends, true);
  wake(pool, &pool->threads_sleep, &pool->wake);
  for (ptrdiff_t i = 0; i < pool->count; i++) pthread_join(pool->members[i].thread, NULL);
  pthread_cond_destroy(&pool->finished);
  pthread_cond_destroy(&pool->wake);
  pthread_mutex_destroy(&pool->mutex);
  free(pool);
}

#endif
