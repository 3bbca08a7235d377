// Calls every kernel at every available level on random shapes, each array an allocation of exactly
// its size, so that AddressSanitizer sees any access outside it. Results are not looked at, but for
// this: the levels must agree to the bit.

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

static uint64_t state = 1;

static uint32_t draw(uint32_t below) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(((state >> 32) * below) >> 32);
}

/// Mostly ordinary numbers; now and then one that is special.
static float draw_float(void) {
  const float special[] = {0, -0.0f, INFINITY, -INFINITY, NAN, 1e-45f, -1e-40f, 3e38f, -3e38f};
  if (draw(200) == 0) return special[draw(9)];
  return ((float)draw(1 << 24) / (1 << 23) - 1) * (float)(1 << draw(5));
}

static float *floats(ptrdiff_t count) {
  float *p = malloc((size_t)count * sizeof *p);
  for (ptrdiff_t i = 0; i < count; i++) p[i] = draw_float();
  return p;
}

static float *copy(const float *p, ptrdiff_t count) {
  float *q = malloc((size_t)count * sizeof *q);
  for (ptrdiff_t i = 0; i < count; i++) q[i] = p[i];
  return q;
}

static uint64_t hash;

static void note_bits(const void *p, size_t size) {
  const unsigned char *byte = p;
  for (size_t i = 0; i < size; i++) hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
}

/// Adds an output to the hash, every NaN as the same NaN, and frees it.
static void note(float *p, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    float x = isnan(p[i]) ? NAN : p[i];
    note_bits(&x, sizeof x);
  }
  free(p);
}

static ptrdiff_t draw_size(void) {
  const uint32_t most[] = {1, 4, 9, 20, 40, 80, 300};
  return draw(most[draw(7)] + 1);
}

static void products(const ck_kernels *k, ptrdiff_t m, ptrdiff_t n, ptrdiff_t p) {
  float *a = floats(m * n), *b = floats(n * p), *bias = floats(p), *c0 = floats(m * p);
  for (int f = CK_IDENTITY; f <= CK_RELU; f++) {
    float *c = floats(m * p);
    k->product(c, a, b, draw(2) ? bias : NULL, m, n, p, (ck_activation)f);
    note(c, m * p);
  }
  for (int accumulate = 0; accumulate < 2; accumulate++) {
    float *c = copy(c0, m * p);
    k->product_left_transposed(c, a, b, m, n, p, accumulate);
    note(c, m * p);
    float *sums = copy(bias, p);
    k->column_sums(sums, b, n, p, accumulate);
    note(sums, p);
  }
  for (int f = CK_IDENTITY; f <= CK_RELU; f++) {
    float *c = floats(m * p);
    k->product_right_transposed(c, a, b, m, n, p, f == CK_IDENTITY ? NULL : c0, (ck_activation)f);
    note(c, m * p);
  }
  free(a), free(b), free(bias), free(c0);
}

static void rows(const ck_kernels *k, ptrdiff_t m, ptrdiff_t n) {
  float *x = floats(m * n), *y = floats(m * n);
  k->log_softmax_rows(y, x, m, n);
  k->log_softmax_rows(x, x, m, n);
  note(x, m * n), note(y, m * n);
}

static void elementwise(const ck_kernels *k, ptrdiff_t n) {
  float *x = floats(n), *y = floats(n);
  void (*functions[])(float *, const float *, ptrdiff_t) = {k->exp, k->log, k->tanh};
  for (int i = 0; i < 3; i++) {
    functions[i](y, x, n);
    note(copy(y, n), n);
  }
  for (int f = CK_IDENTITY; f <= CK_RELU; f++) k->activation_backward(y, x, n, (ck_activation)f);
  k->scale(y, 0.7f, n);
  k->add_scaled(y, x, 0.3f, n, true);
  note(y, n);
  double sum = k->sum_of_squares(x, n);
  if (!isnan(sum)) note_bits(&sum, sizeof sum);
  float *p = floats(n), *m = floats(n), *v = floats(n);
  k->adam(p, m, v, x, n, 0.9f, 0.999f, 1e-3f, 0.5f, 1e-8f);
  note(p, n), note(m, n), note(v, n), free(x);
}

/// The elementary functions of double, which have one level, at arguments from all bit patterns.
static void elementary_functions(void) {
  double (*functions[])(double) = {
    ck_exp_double, ck_expm1_double, ck_log_double, ck_log1p_double, ck_tanh_double};
  for (int i = 0; i < 1000000; i++) {
    uint64_t bits = (uint64_t)draw(UINT32_MAX) << 32 | draw(UINT32_MAX);
    double x;
    memcpy(&x, &bits, sizeof x);
    for (int f = 0; f < 5; f++) functions[f](x);
    ck_sincos_double(x);
  }
}

static uint64_t everything(const ck_kernels *k, int rounds) {
  state = 1;
  hash = UINT64_C(14695981039346656037);
  for (int round = 0; round < rounds; round++) {
    ptrdiff_t m = draw_size(), n = draw_size(), p = draw_size();
    // Keeps a round under a second at the level that has no fused multiply-add, inner dimension long or not.
    while (m * n * p > 200000) m /= 2, p /= 2;
    products(k, m, n, p);
    rows(k, m, p);
    elementwise(k, n);
  }
  k->peak(10);
  return hash;
}

int main(void) {
  elementary_functions();
  uint64_t expected = 0;
  int failed = 0;
  for (int level = 0; level < CK_LEVEL_COUNT; level++) {
    const ck_kernels *kernels = ck_kernels_at((ck_level)level);
    if (!kernels) {
      printf("%-8s not on this processor\n", ck_level_name((ck_level)level));
      continue;
    }
    uint64_t result = everything(kernels, 600);
    if (level == 0) expected = result;
    failed |= result != expected;
    printf("%-8s 600 rounds, hash of all results %016llx%s\n", ck_level_name((ck_level)level),
           (unsigned long long)result, result == expected ? "" : ": differs");
  }
  return failed;
}
