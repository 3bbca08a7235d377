// Chooses, once, the level whose kernels the public functions call.

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

extern const ck_kernels ck_kernels_default;
#if defined(__x86_64__)
extern const ck_kernels ck_kernels_v3;
extern const ck_kernels ck_kernels_v4;
#elif defined(__wasm_relaxed_simd__)
extern const ck_kernels ck_kernels_relaxed;
bool ck_relaxed_fuses(void);
#endif

static const char *const level_names[CK_LEVEL_COUNT] = {"default", "v3", "v4", "relaxed"};

// The features are asked for one by one: the compiler's support library knows the levels' own
// names only in its later versions.
bool ck_level_available(ck_level level) {
  switch (level) {
  case CK_LEVEL_DEFAULT:
    return true;
#if defined(__x86_64__)
  case CK_LEVEL_V3:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
      && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  case CK_LEVEL_V4:
    return ck_level_available(CK_LEVEL_V3) && __builtin_cpu_supports("avx512f")
      && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd")
      && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#elif defined(__wasm_relaxed_simd__)
  case CK_LEVEL_RELAXED:
    return ck_relaxed_fuses();
#endif
  default:
    return false;
  }
}

const char *ck_level_name(ck_level level) {
  return level >= 0 && level < CK_LEVEL_COUNT ? level_names[level] : "unknown";
}

const ck_kernels *ck_kernels_at(ck_level level) {
  if (!ck_level_available(level)) return NULL;
  switch (level) {
#if defined(__x86_64__)
  case CK_LEVEL_V3:
    return &ck_kernels_v3;
  case CK_LEVEL_V4:
    return &ck_kernels_v4;
#elif defined(__wasm_relaxed_simd__)
  case CK_LEVEL_RELAXED:
    return &ck_kernels_relaxed;
#endif
  default:
    return &ck_kernels_default;
  }
}

static ck_level highest_level(void) {
  ck_level level = CK_LEVEL_COUNT - 1;
  while (!ck_level_available(level)) level -= 1;
#if !defined(__aarch64__)
  if (level == CK_LEVEL_DEFAULT)
    fputs("proximal: there is no fused multiply-add here (x86-64-v3 or relaxed SIMD that fuses): the "
          "kernels give the same bits, slowly\n", stderr);
#endif
  return level;
}

static _Noreturn void refuse(const char *name, const char *reason) {
  fputs("PROXIMAL_KERNELS=", stderr);
  fputs(name, stderr);
  fputs(reason, stderr);
  exit(64);
}

static ck_level level_named(const char *name) {
  for (int level = 0; level < CK_LEVEL_COUNT; level++) {
    if (strcmp(name, level_names[level]) != 0) continue;
    if (ck_level_available((ck_level)level)) return (ck_level)level;
    refuse(name, ": this processor does not run that level\n");
  }
  refuse(name, ": expected default, v3, v4 or relaxed\n");
}

// The level plus one; 0 means not chosen yet. Threads that race here choose alike.
static atomic_int chosen_level;

ck_level ck_active_level(void) {
  int chosen = atomic_load_explicit(&chosen_level, memory_order_relaxed);
  if (chosen == 0) {
    const char *name = getenv("PROXIMAL_KERNELS");
    chosen = 1 + (int)(name && *name ? level_named(name) : highest_level());
    atomic_store_explicit(&chosen_level, chosen, memory_order_relaxed);
  }
  return (ck_level)(chosen - 1);
}

// The table itself, so that a call costs one load and one jump.
static _Atomic(const ck_kernels *) chosen_kernels;

static const ck_kernels *active(void) {
  const ck_kernels *kernels = atomic_load_explicit(&chosen_kernels, memory_order_relaxed);
  if (!kernels) {
    kernels = ck_kernels_at(ck_active_level());
    atomic_store_explicit(&chosen_kernels, kernels, memory_order_relaxed);
  }
  return kernels;
}

void ck_product(float *c, const float *a, const float *b, const float *bias,
                ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns, ck_activation activation) {
  active()->product(c, a, b, bias, rows, inner, columns, activation);
}

void ck_product_left_transposed(float *c, const float *a, const float *b,
                                ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns,
                                bool accumulate) {
  active()->product_left_transposed(c, a, b, rows, inner, columns, accumulate);
}

void ck_product_right_transposed(float *c, const float *a, const float *b,
                                 ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns,
                                 const float *outputs, ck_activation activation) {
  active()->product_right_transposed(c, a, b, rows, inner, columns, outputs, activation);
}

void ck_column_sums(float *sums, const float *a, ptrdiff_t rows, ptrdiff_t columns,
                    bool accumulate) {
  active()->column_sums(sums, a, rows, columns, accumulate);
}

void ck_activation_backward(float *g, const float *y, ptrdiff_t count, ck_activation activation) {
  active()->activation_backward(g, y, count, activation);
}

void ck_exp(float *y, const float *x, ptrdiff_t count) { active()->exp(y, x, count); }
void ck_log(float *y, const float *x, ptrdiff_t count) { active()->log(y, x, count); }
void ck_tanh(float *y, const float *x, ptrdiff_t count) { active()->tanh(y, x, count); }

void ck_scale(float *x, float factor, ptrdiff_t count) { active()->scale(x, factor, count); }

void ck_add_scaled(float *y, const float *x, float factor, ptrdiff_t count, bool accumulate) {
  active()->add_scaled(y, x, factor, count, accumulate);
}

void ck_log_softmax_rows(float *y, const float *x, ptrdiff_t rows, ptrdiff_t columns) {
  active()->log_softmax_rows(y, x, rows, columns);
}

double ck_sum_of_squares(const float *x, ptrdiff_t count) {
  return active()->sum_of_squares(x, count);
}

void ck_adam(float *parameters, float *first_moment, float *second_moment, const float *gradient,
             ptrdiff_t count, float beta1, float beta2, float step_size, float root_correction,
             float epsilon) {
  active()->adam(parameters, first_moment, second_moment, gradient, count, beta1, beta2, step_size,
                 root_correction, epsilon);
}
