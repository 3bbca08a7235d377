// What the core and the kernels ask of a C library, for a WebAssembly module that has none.
//
// A host gives one function, `env.write_character`, which is handed the bytes of messages. Before its
// first call it may name a level of the kernels: it writes the name, ended by a 0, to where
// `kernels_name` points.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// MARK: Memory

// Blocks are powers of two, 16 bytes at least; a freed one waits in the list of its size. Training asks
// for all it needs early, so that a plain allocator is a fast one.

typedef struct block {
  struct block *next;
} block;

/// Stands in the 16 bytes before what a caller gets, and keeps them aligned.
typedef struct {
  void *start;    // of the block
  uint32_t size;  // its logarithm
} header;

enum { header_size = 16, page_size = 65536 };

extern char __heap_base;
static uintptr_t unused, end;
static block *freed[32];

static bool grow(uintptr_t needed) {
  if (needed <= end) return true;
  size_t pages = (needed - end + page_size - 1) / page_size;
  if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) return false;
  end += pages * page_size;
  return true;
}

static void *new_block(uint32_t size) {
  if (freed[size]) {
    block *first = freed[size];
    freed[size] = first->next;
    return first;
  }
  if (!unused) {
    unused = ((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15;
    end = __builtin_wasm_memory_size(0) * page_size;
  }
  uintptr_t start = unused, length = (uintptr_t)1 << size;
  if (start + length < start || !grow(start + length)) return NULL;
  unused = start + length;
  return (void *)start;
}

int posix_memalign(void **pointer, size_t alignment, size_t size) {
  const int out_of_memory = 12;
  if (alignment < header_size) alignment = header_size;
  // Room for the header, and for moving up to the next multiple of the alignment.
  size_t needed = size + alignment + header_size;
  if (needed < size || needed > (size_t)1 << 31) return out_of_memory;
  uint32_t logarithm = 32 - (uint32_t)__builtin_clz((uint32_t)needed - 1);
  void *start = new_block(logarithm);
  if (!start) return out_of_memory;
  uintptr_t aligned = ((uintptr_t)start + header_size + alignment - 1) & ~(alignment - 1);
  *((header *)(aligned - header_size)) = (header){.start = start, .size = logarithm};
  *pointer = (void *)aligned;
  return 0;
}

void *malloc(size_t size) {
  void *pointer;
  return posix_memalign(&pointer, header_size, size) == 0 ? pointer : NULL;
}

void free(void *pointer) {
  if (!pointer) return;
  const header *before = (const header *)((uintptr_t)pointer - header_size);
  uint32_t size = before->size;
  block *start = before->start;
  start->next = freed[size];
  freed[size] = start;
}

// MARK: Bytes

// With bulk memory these become one instruction each, not calls of themselves.
void *memcpy(void *to, const void *from, size_t count) { return __builtin_memcpy(to, from, count); }
void *memmove(void *to, const void *from, size_t count) { return __builtin_memmove(to, from, count); }
void *memset(void *to, int byte, size_t count) { return __builtin_memset(to, byte, count); }

int memcmp(const void *a, const void *b, size_t count) {
  const unsigned char *p = a, *q = b;
  for (size_t i = 0; i < count; i++)
    if (p[i] != q[i]) return p[i] < q[i] ? -1 : 1;
  return 0;
}

int strcmp(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return (unsigned char)*a - (unsigned char)*b;
}

/// Where sets and dictionaries get the seed of their hashing. Nothing may depend on it: it is always 0.
void arc4random_buf(void *bytes, size_t count) { memset(bytes, 0, count); }

// MARK: The world outside

__attribute__((import_module("env"), import_name("write_character")))
void write_character(int character);

int putchar(int character) {
  write_character(character);
  return character;
}

int fputs(const char *text, FILE *stream) {
  (void)stream;
  while (*text) putchar(*text++);
  return 0;
}

// The compiler writes it for the fputs of a text whose length it knows.
size_t fwrite(const void *items, size_t size, size_t count, FILE *stream) {
  (void)stream;
  for (size_t i = 0; i < size * count; i++) putchar(((const char *)items)[i]);
  return count;
}

static char kernels_name_text[16];

/// Where a host writes the name of a level, at most 15 characters.
__attribute__((export_name("kernels_name"))) char *kernels_name(void) { return kernels_name_text; }

char *getenv(const char *name) {
  return strcmp(name, "PROXIMAL_KERNELS") == 0 ? kernels_name_text : NULL;
}

_Noreturn void exit(int status) {
  (void)status;
  __builtin_trap();
}

// MARK: Arithmetic

/// The product of two 128-bit numbers, which the compiler calls for.
__int128 __multi3(__int128 a, __int128 b) {
  typedef union {
    __int128 whole;
    struct { uint64_t low, high; } half;
  } parts;
  const parts x = {a}, y = {b};
  const uint64_t mask = 0xffffffff;
  uint64_t x0 = x.half.low & mask, x1 = x.half.low >> 32;
  uint64_t y0 = y.half.low & mask, y1 = y.half.low >> 32;
  uint64_t middle = x1 * y0 + (x0 * y0 >> 32);
  uint64_t carried = x0 * y1 + (middle & mask);
  parts product;
  product.half.low = x.half.low * y.half.low;
  product.half.high = x1 * y1 + (middle >> 32) + (carried >> 32)
    + x.half.low * y.half.high + x.half.high * y.half.low;
  return product.whole;
}
