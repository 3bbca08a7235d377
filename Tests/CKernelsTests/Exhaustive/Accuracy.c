// Tries exp, log and tanh on all 2³² floats against the double functions of the C library, at the
// active level, and prints each one's largest error in ulp and where it lies. Also checks that tanh
// never decreases, stays within ±1 and is odd to the bit. About five minutes on one core.

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "CKernels.h"

enum { BLOCK = 1 << 16 };

static float from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static uint32_t to_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

/// The gap between floats at `x`: that of the binade it lies in, at least the smallest denormal.
static double ulp(double x) {
  int exponent;
  frexp(x, &exponent);
  return ldexp(1, (exponent < -125 ? -125 : exponent) - FLT_MANT_DIG);
}

static double error_in_ulp(float y, double expected) {
  if (isnan(expected)) return isnan(y) ? 0 : INFINITY;
  if (isinf((float)expected)) {  // it rounds to ∞: the largest float is half an ulp or more away
    if (isinf(y)) return (y > 0) == (expected > 0) ? 0 : INFINITY;
    return isinf(expected) ? INFINITY : fabs(expected - y) / ldexp(1, 104);
  }
  if (isinf(y)) return (ldexp(1, 128) - fabs(expected)) / ldexp(1, 104);
  return fabs(y - expected) / ulp(expected);
}

typedef void (*kernel)(float *y, const float *x, ptrdiff_t count);

static int check(const char *name, kernel function, double (*reference)(double)) {
  static float x[BLOCK], y[BLOCK];
  double worst = 0;
  float worst_at = 0;
  for (uint64_t first = 0; first < UINT64_C(1) << 32; first += BLOCK) {
    for (uint32_t i = 0; i < BLOCK; i++) x[i] = from_bits((uint32_t)first + i);
    function(y, x, BLOCK);
    for (uint32_t i = 0; i < BLOCK; i++) {
      double error = error_in_ulp(y[i], reference(x[i]));
      if (error > worst) worst = error, worst_at = x[i];
    }
  }
  printf("%-5s largest error %.4f ulp at %.9g (%a)\n", name, worst, worst_at, worst_at);
  return worst > 4;
}

static int check_shape_of_tanh(void) {
  static float x[BLOCK], y[BLOCK], negated[BLOCK];
  float last = 0;
  uint64_t falls = 0, beyond = 0, not_odd = 0;
  float saturates = 0;
  for (uint64_t first = 0; first < 0x7f800000; first += BLOCK) {
    for (uint32_t i = 0; i < BLOCK; i++) x[i] = from_bits((uint32_t)first + i);
    ck_tanh(y, x, BLOCK);
    for (uint32_t i = 0; i < BLOCK; i++) x[i] = -x[i];
    ck_tanh(negated, x, BLOCK);
    for (uint32_t i = 0; i < BLOCK; i++) {
      falls += y[i] < last;
      beyond += y[i] > 1;
      not_odd += to_bits(negated[i]) != to_bits(-y[i]);
      if (y[i] == 1 && saturates == 0) saturates = -x[i];
      last = y[i];
    }
  }
  printf("tanh  falls %llu times, exceeds 1 %llu times, is not odd %llu times, is 1 from %.9g on\n",
         (unsigned long long)falls, (unsigned long long)beyond, (unsigned long long)not_odd,
         saturates);
  return falls + beyond + not_odd > 0;
}

int main(void) {
  printf("level %s\n", ck_level_name(ck_active_level()));
  int failed = check_shape_of_tanh();
  failed |= check("exp", ck_exp, exp);
  failed |= check("log", ck_log, log);
  failed |= check("tanh", ck_tanh, tanh);
  return failed;
}
