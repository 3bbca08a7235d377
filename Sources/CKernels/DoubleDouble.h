// Numbers as an unevaluated sum of two doubles, and how they arise: every operation here is exact.
//
// Products are made exact by their factors' lengths, not by a fused multiply-add: the same operations
// give the same bits on every processor, and where there is hardware for it, it would save nothing.

#ifndef CK_DOUBLE_DOUBLE_H
#define CK_DOUBLE_DOUBLE_H

#include <stdint.h>
#include <string.h>

// Nothing may be fused that is not written so.
#pragma STDC FP_CONTRACT OFF

#define CK_INLINE static inline __attribute__((always_inline))

/// high + low, with |low| at most half a unit in the last place of high, or a little more.
typedef struct {
  double high, low;
} ck_pair;

CK_INLINE uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

CK_INLINE double double_of(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/// 2ⁿ, for n from −1022 to 1023.
CK_INLINE double power_of_two(int64_t n) { return double_of((uint64_t)(1023 + n) << 52); }

/// x cut off after 26 bits. Times a number of 27 bits it is exact; so is its square.
CK_INLINE double head(double x) { return double_of(bits_of(x) & ~UINT64_C(0x7ffffff)); }

/// a + b, for |a| ≥ |b| or a = 0 (Dekker).
CK_INLINE ck_pair ordered_sum(double a, double b) {
  double sum = a + b;
  return (ck_pair){sum, b - (sum - a)};
}

/// a + b (Knuth).
CK_INLINE ck_pair exact_sum(double a, double b) {
  double sum = a + b;
  double from_b = sum - a;
  return (ck_pair){sum, (a - (sum - from_b)) + (b - from_b)};
}

/// x in two halves of at most 26 bits, one of them with a sign (Veltkamp).
CK_INLINE ck_pair halves(double x) {
  double scaled = x * 0x8000001p0;
  double high = scaled - (scaled - x);
  return (ck_pair){high, x - high};
}

/// a·b (Dekker), for factors and a product far from the ends of the range.
CK_INLINE ck_pair exact_product(double a, double b) {
  double product = a * b;
  ck_pair x = halves(a), y = halves(b);
  double error = x.high * y.high - product;
  error = (error + x.high * y.low) + x.low * y.high;
  return (ck_pair){product, error + x.low * y.low};
}

#endif
