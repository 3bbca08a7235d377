// eˣ, eˣ − 1 and tanh x of a double.
//
// x = n ln 2/128 + r with |r| ≤ ln 2/256, so that with n = 128 k + i and T = 2^(i/128)
//
//   eˣ = 2ᵏ (T + T r + T r²/2 + T (r³/6 + …))
//
// T is in a table. Its first 27 bits times the first 26 bits of r, and of r²/2, are exact, and what is
// rounded is below 2⁻²⁷: the sum, kept as two doubles, is off by some 2⁻⁷⁹ of itself.

#include "CKernels.h"
#include "DoubleDouble.h"
#include "ElementaryTables.h"

/// eʳ − 1 = start + half_square + rest
typedef struct {
  /// The first 26 bits of r, and of r²/2.
  double start, half_square;
  double rest;
} power_series;

/// For |r| ≤ ln 2/256.
CK_INLINE power_series series(ck_pair r) {
  double x = r.high, start = head(x), end = x - start;
  double square = start * start * 0.5;  // exact
  double first = head(square);
  double last = (square - first) + (end * (x + start) * 0.5 + x * r.low);
  double cubes = x * x * x
    * (1.0 / 6 + x * (1.0 / 24 + x * (1.0 / 120 + x * (1.0 / 720 + x * (1.0 / 5040)))));
  return (power_series){start, first, (last + cubes) + (end + r.low)};
}

/// eˣ = 2ᵏ·value, with value from 0.99 to 2.
typedef struct {
  ck_pair value;
  int64_t k;
} scaled_power;

// n is a number of 18 bits, and the first two parts of ln 2/128 have 35: these products are exact,
// and so is the difference of neighbours.
/// For |x| < 800.
CK_INLINE scaled_power power(double x) {
  const double shift = 0x1.8p52;  // after which nothing behind the point is left
  double n = (x * CK_1_LN2_128 + shift) - shift;
  ck_pair r = exact_sum(x - n * CK_LN2_128_1, -(n * CK_LN2_128_2));
  r.low -= n * CK_LN2_128_3;
  int64_t multiple = (int64_t)n;
  const double *T = ck_powers[multiple & 127];
  power_series s = series(r);
  ck_pair sum = ordered_sum(T[0], T[0] * s.start);
  ck_pair next = ordered_sum(sum.high, T[0] * s.half_square);
  double rest = T[1] + (T[0] * s.rest + T[1] * (s.start + (s.half_square + s.rest)));
  return (scaled_power){ordered_sum(next.high, rest + (sum.low + next.low)), multiple >> 7};
}

/// 2ᵏ·value where that is below the smallest normal number, rounded once.
static double denormal(scaled_power power) {
  // Added to the anchor, value is rounded where the result's last bit will be, and the result's
  // bits stand in those of the sum.
  double anchor = power_of_two(-1022 - power.k);
  ck_pair sum = ordered_sum(anchor, power.value.high);
  double rounded = sum.high + (sum.low + power.value.low);
  return double_of(bits_of(rounded) - bits_of(anchor));
}

double ck_exp_double(double x) {
  if (x != x) return x;
  if (x > 710) return __builtin_inf();
  if (x < -746) return 0;
  scaled_power e = power(x);
  if (e.k < -1022 || (e.k == -1022 && e.value.high < 1)) return denormal(e);
  // 2¹⁰²⁴ is no double.
  return e.k > 1023 ? e.value.high * 2 * 0x1p1023 : e.value.high * power_of_two(e.k);
}

/// eˣ − 1, for |x| from 2⁻⁵⁴ to 100.
CK_INLINE ck_pair power_less_one(double x) {
  if (x < CK_LN2_128_1 / 2 && x > -CK_LN2_128_1 / 2) {
    // 1 would only take bits away.
    double start = head(x), end = x - start;
    ck_pair sum = ordered_sum(x, start * start * 0.5);
    double cubes = x * x * x
      * (1.0 / 6 + x * (1.0 / 24 + x * (1.0 / 120 + x * (1.0 / 720 + x * (1.0 / 5040)))));
    return ordered_sum(sum.high, sum.low + (end * (x + start) * 0.5 + cubes));
  }
  scaled_power e = power(x);
  double scale = power_of_two(e.k);
  ck_pair sum = exact_sum(e.value.high * scale, -1);
  return ordered_sum(sum.high, sum.low + e.value.low * scale);
}

double ck_expm1_double(double x) {
  if (x < 0x1p-54 && x > -0x1p-54) return x;
  if (x < -40) return -1;
  return x < 100 ? power_less_one(x).high : ck_exp_double(x);
}

// tanh x = (e²ˣ − 1) / (e²ˣ − 1 + 2)
double ck_tanh_double(double x) {
  double magnitude = double_of(bits_of(x) & ~(UINT64_C(1) << 63));
  if (magnitude < 0x1p-28 || x != x) return x;
  if (magnitude > 20) return x > 0 ? 1 : -1;
  ck_pair above = power_less_one(2 * magnitude);
  ck_pair below = exact_sum(above.high, 2);
  below.low += above.low;
  double quotient = above.high / below.high;
  ck_pair product = exact_product(quotient, below.high);
  double rest = (above.high - product.high) - product.low;
  rest += above.low - quotient * below.low;
  double y = quotient + rest / below.high;
  return x > 0 ? y : -y;
}
