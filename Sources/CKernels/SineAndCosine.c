// sin x and cos x of a double.
//
// x = n π/512 + r with |r| ≤ π/1024, so that with S = sin(n π/512) and C = cos(n π/512)
//
//   sin x = S + C r + C (sin r − r) + S (cos r − 1)
//   cos x = C − S r − S (sin r − r) + C (cos r − 1)
//
// S and C are in a table, and their first 27 bits times the first 26 bits of r are exact. What is
// then rounded is below 2⁻¹⁷ of the result, which is off by some 2⁻⁷⁰ of itself before it is rounded
// to double. Steps to the next multiple of π/2 exchange S and C and change signs.

#include "CKernels.h"
#include "DoubleDouble.h"
#include "ElementaryTables.h"

/// x less the nearest multiple of π/512.
typedef struct {
  /// Which multiple, modulo 1024.
  uint64_t multiple;
  ck_pair rest;
} reduced_angle;

// The product of x = m 2ᵉ, m an integer, and 2/π, modulo 4, in words of 32 bits: words of 2/π that
// give multiples of 4 are left out, and nine of them are enough for 250 bits after the point.
//
// Source: M. H. Payne and R. N. Hanek, "Radian Reduction for Trigonometric Functions", ACM SIGNUM
// Newsletter 18 (1983).
static void turns(double x, uint32_t product[9]) {
  uint64_t bits = bits_of(x);
  int exponent = (int)(bits >> 52 & 0x7ff) - 1075 + 96;  // of m, made positive: x is not below 2⁻⁴⁴
  uint64_t significand = (bits & 0xfffffffffffff) | UINT64_C(1) << 52;
  int shift = exponent & 31, first = (exponent >> 5) - 4;
  uint64_t low = (significand & 0xffffffff) << shift, high = (significand >> 32) << shift;
  high += low >> 32;
  const uint32_t m[3] = {(uint32_t)low, (uint32_t)high, (uint32_t)(high >> 32)};
  for (int k = 0; k < 9; k++) product[k] = 0;
  for (int i = 0; i < 9; i++) {  // from the last word of 2/π to the first
    int place = first + 8 - i;
    uint64_t word = place >= 0 ? ck_two_over_pi[place] : 0, carry = 0;
    for (int k = 0; k < 3 && i + k < 9; k++) {
      carry += word * m[k] + product[i + k];
      product[i + k] = (uint32_t)carry;
      carry >>= 32;
    }
    if (i + 3 < 9) product[i + 3] = (uint32_t)carry;
  }
}

/// For any finite x that is not tiny.
static reduced_angle reduced_slowly(double x) {
  uint32_t word[9];
  turns(x, word);
  // The multiple: two bits before the point of word 8, eight bits after it, and the next rounds.
  uint32_t after = word[7] >> 24;
  uint64_t multiple = (uint64_t)(word[8] & 3) << 8 | after;
  word[7] &= 0xffffff;
  bool up = word[7] >> 23;
  if (up) {  // 2⁻⁸ less the rest
    multiple += 1;
    uint64_t carry = 1;
    for (int k = 0; k < 8; k++) {
      carry += (uint32_t)~word[k];
      word[k] = (uint32_t)carry;
      carry >>= 32;
    }
    word[7] &= 0xffffff;
  }
  ck_pair part = {0, 0};
  double unit = 0x1p-32;
  for (int k = 7; k >= 0; k--, unit *= 0x1p-32) {
    ck_pair sum = ordered_sum(part.high, word[k] * unit);
    part = (ck_pair){sum.high, part.low + sum.low};
  }
  ck_pair angle = exact_product(part.high, CK_PI_2_HIGH);
  angle.low += part.high * CK_PI_2_LOW + part.low * CK_PI_2_HIGH;
  if (up != (x < 0)) angle = (ck_pair){-angle.high, -angle.low};
  return (reduced_angle){(x < 0 ? 0 - multiple : multiple) & 1023, angle};
}

/// What both results are made of.
typedef struct {
  /// The first 26 bits of r, and the others.
  double start, end;
  /// sin r − r and cos r − 1.
  double sine, cosine;
} power_series;

CK_INLINE power_series series(ck_pair r) {
  double x = r.high, start = head(x), square = x * x, fourth = square * square;
  double sine = x * square * ((-1.0 / 6 + square * (1.0 / 120)) - fourth * (1.0 / 5040));
  double cosine = square * ((-1.0 / 2 + square * (1.0 / 24)) - fourth * (1.0 / 720));
  return (power_series){start, (x - start) + r.low, sine, cosine - x * r.low};
}

/// An entry of the table of sines, with a sign.
CK_INLINE ck_pair entry(uint64_t place, uint64_t sign) {
  const double *sine = ck_sines[place];
  return (ck_pair){double_of(bits_of(sine[0]) ^ sign), double_of(bits_of(sine[1]) ^ sign)};
}

/// first·cos r + second·sin r
CK_INLINE double combined(ck_pair first, ck_pair second, power_series r) {
  ck_pair sum = ordered_sum(first.high, second.high * r.start);
  double small = sum.low + second.low * r.start;
  double turned = (second.high + second.low) * (r.end + r.sine);
  double rest = (first.high + first.low) * r.cosine + (turned + (first.low + small));
  return sum.high + rest;
}

/// sin and cos of an angle: with S and C those of the multiple, and every other quadrant exchanging
/// them, S cos r + C sin r and C cos r − S sin r.
CK_INLINE ck_sine_and_cosine both(reduced_angle angle) {
  power_series r = series(angle.rest);
  uint64_t quadrant = angle.multiple >> 8, place = angle.multiple & 255;
  uint64_t odd = quadrant & 1, mirrored = 256 - place;
  ck_pair S = entry(odd ? mirrored : place, quadrant >> 1 << 63);
  ck_pair C = entry(odd ? place : mirrored, (quadrant >> 1 ^ odd) << 63);
  return (ck_sine_and_cosine){
    combined(S, C, r), combined(C, (ck_pair){-S.high, -S.low}, r),
  };
}

/// Of large angles, ±∞ and NaN.
static __attribute__((noinline)) ck_sine_and_cosine uncommon(double x) {
  if (x - x != 0) return (ck_sine_and_cosine){x - x, x - x};
  return both(reduced_slowly(x));
}

// n is a number of 20 bits, and the first two parts of π/512 have 33: these products are exact, and so
// is the difference of neighbours. Of the third product 2⁻¹¹⁰ is lost, and no double below 4096 is nearer
// than 2⁻⁶¹ to a multiple of π/2.
ck_sine_and_cosine ck_sincos_double(double x) {
  if (x < 0x1p-27 && x > -0x1p-27) return (ck_sine_and_cosine){x, 1};
  if (!(x < 4096 && x > -4096)) return uncommon(x);
  const double shift = 0x1.8p52;
  double shifted = x * CK_1_PI_512 + shift;  // an integer now stands in the low bits
  double n = shifted - shift;
  ck_pair rest = exact_sum(x - n * CK_PI_512_1, -(n * CK_PI_512_2));
  rest.low -= n * CK_PI_512_3;
  return both((reduced_angle){bits_of(shifted) & 1023, rest});
}
