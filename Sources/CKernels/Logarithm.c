// ln x and ln(1 + x) of a double.
//
// x = 2ᵏ z with z from 0.6875 to 1.375, c is near 1/z and r = z c − 1 below 2⁻⁷ in magnitude:
//
//   ln x = k ln 2 − ln c + r − r²/2 + (r³/3 − …)
//
// c, of 12 bits, and −ln c are in a table; c is 1 next to 1, where ln x is small. The square of the
// first 26 bits of r is exact, the multiples of ln 2 and −ln c are split so that their large parts
// add up without rounding, and the whole is off by some 2⁻⁷⁰ of itself before it is rounded.

#include "CKernels.h"
#include "DoubleDouble.h"
#include "ElementaryTables.h"

/// ln(x + tail), for a normal x > 0 and a tail below half a unit of its last place.
CK_INLINE double logarithm(double x, double tail, int64_t lift) {
  const uint64_t origin = bits_of(0.6875);
  int64_t above = (int64_t)(bits_of(x) - origin);
  int64_t k = above >> 52;
  double z = double_of(bits_of(x) - ((uint64_t)k << 52));
  const double *entry = ck_logarithms[above >> 45 & 127];
  double c = entry[0];

  double start = head(z);
  ck_pair r = exact_sum(start * c - 1, (z - start) * c);
  // Where x is so large, 1 or less no longer counts.
  if (tail != 0 && k < 64) r.low += tail * power_of_two(-k) * c;
  r = ordered_sum(r.high, r.low);
  double y = r.high, first = head(y), last = y - first;
  double half_square = first * first * 0.5;  // exact
  double cubes = y * y * y
    * (1.0 / 3 - y * (1.0 / 4 - y * (1.0 / 5 - y * (1.0 / 6
      - y * (1.0 / 7 - y * (1.0 / 8 - y * (1.0 / 9 - y * (1.0 / 10))))))));

  double n = (double)(k - lift);
  ck_pair sum = ordered_sum(n * CK_LN2_GRID + entry[1], y);
  ck_pair next = ordered_sum(sum.high, -half_square);
  double rest = (r.low + (sum.low + next.low)) - (last * (y + first) * 0.5 + y * r.low) + cubes;
  return next.high + (rest + (n * CK_LN2_REST + entry[2]));
}

double ck_log_double(double x) {
  if (x >= 0x1p-1022 && x - x == 0) return logarithm(x, 0, 0);
  if (x > 0 && x < 1) return logarithm(x * 0x1p60, 0, 60);
  if (x == 0) return -__builtin_inf();
  return x < 0 ? __builtin_nan("") : x;
}

double ck_log1p_double(double x) {
  if (x < 0x1p-54 && x > -0x1p-54) return x;
  if (x > -1 && x - x == 0) {
    ck_pair sum = exact_sum(1, x);
    return logarithm(sum.high, sum.low, 0);
  }
  if (x == -1) return -__builtin_inf();
  return x < -1 ? __builtin_nan("") : x;
}
