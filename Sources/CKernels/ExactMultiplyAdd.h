// a·b + c, rounded once, for processors without a fused multiply-add.
//
// In double the product of two floats is exact and the sum is rounded to 53 bits. To round that sum
// to a float once more can go wrong only where it has come to lie on the midpoint of two floats: on
// any other number, both roundings fall to the side of the true sum. Midpoints are rare, so they are
// looked for and computed by another way.

typedef float two_floats __attribute__((ext_vector_type(2)));
typedef double two_doubles __attribute__((ext_vector_type(2)));
typedef uint64_t two_words __attribute__((ext_vector_type(2)));

/// The way that is always right: where the sum is not exact it is rounded to odd (cut off, the last
/// bit set), which leaves it on its own side of every midpoint.
///
/// Source: Boldo and Melquiond, “Emulation of a FMA and correctly rounded sums: proved algorithms
/// using rounding to odd”, IEEE Transactions on Computers 57(4), 2008.
CK_INLINE two_floats multiply_add_by_odd(two_floats a, two_floats b, two_floats c) {
  two_doubles product =
    __builtin_convertvector(a, two_doubles) * __builtin_convertvector(b, two_doubles);
  two_doubles addend = __builtin_convertvector(c, two_doubles);
  two_doubles sum = product + addend;
  // What the sum lost, exactly (Knuth's TwoSum). An infinite sum has lost NaN, and stays.
  two_doubles back = sum - product;
  two_doubles lost = (product - (sum - back)) + (addend - back);
  // A sum that was rounded away from 0 is one step too long.
  two_words too_long = (two_words)((lost < 0) ^ (sum < 0));
  two_words odd = ((two_words)sum + too_long) | 1;
  two_words inexact = (two_words)((lost < 0) | (lost > 0));
  two_words chosen = (inexact & odd) | (~inexact & (two_words)sum);
  return __builtin_convertvector((two_doubles)chosen, two_floats);
}

/// Not inlined: a product is a long row of multiply-adds, and this would be in every one.
static __attribute__((noinline, cold)) vec multiply_add_slowly(vec a, vec b, vec c) {
  vec result;
#if CK_WIDTH != 4
#error "the exact multiply-add is written for vectors of 4"
#endif
  result.lo = multiply_add_by_odd(a.lo, b.lo, c.lo);
  result.hi = multiply_add_by_odd(a.hi, b.hi, c.hi);
  return result;
}

/// a·b + c, rounded once.
CK_INLINE vec fma_(vec a, vec b, vec c) {
  typedef double doubles __attribute__((ext_vector_type(CK_WIDTH)));
  typedef uint32_t words __attribute__((ext_vector_type(2 * CK_WIDTH)));
  doubles sum = __builtin_convertvector(a, doubles) * __builtin_convertvector(b, doubles)
    + __builtin_convertvector(c, doubles);
  uvec low = ((words)sum).even, high = ((words)sum).odd;
  // A float has 29 bits fewer; on a midpoint the first of them is 1 and the others are 0.
  ivec midpoint = low << 3 == 0x80000000;
  // Below 2⁻¹²⁶ floats have fewer bits yet. (0 is not below: less 1 it is the largest number there is.
  // Both sides are moved by 2³¹, because processors compare numbers that have a sign.)
  ivec tiny = (ivec)((high << 1) - 1 + 0x80000000) < (ivec)(2 * 0x38100000u - 1 + 0x80000000);
  if (__builtin_expect(__builtin_reduce_or(midpoint | tiny) != 0, 0))
    return multiply_add_slowly(a, b, c);
  return __builtin_convertvector(sum, vec);
}
