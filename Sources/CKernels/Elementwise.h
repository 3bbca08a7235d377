// exp, log, tanh and what is applied to one element at a time.

// Adding this to a float below 2²² in magnitude rounds it to an integer, which then stands in the
// low bits of the sum.
#define CK_ROUNDING_SHIFT 0x1.8p23f

#define CK_LN2_HIGH 0x1.62e43p-1f
#define CK_LN2_LOW -0x1.05c61p-29f
#define CK_LOG2_E 0x1.715476p0f

/// eʳ − 1 for |r| ≤ ½ ln 2: r + r²·q(r), q minimax in the relative error, which is below 2⁻²⁶.
#define CK_EXPM1_6 0x1.6b8cbep-10f
#define CK_EXPM1_5 0x1.1226a6p-7f
#define CK_EXPM1_4 0x1.555702p-5f
#define CK_EXPM1_3 0x1.5554b2p-3f
#define CK_EXPM1_2 0x1.fffffep-2f

CK_INLINE vec expm1_reduced(vec r) {
  vec q = splat(CK_EXPM1_6);
  q = fma_(q, r, splat(CK_EXPM1_5));
  q = fma_(q, r, splat(CK_EXPM1_4));
  q = fma_(q, r, splat(CK_EXPM1_3));
  q = fma_(q, r, splat(CK_EXPM1_2));
  return fma_(r * r, q, r);
}

// eˣ = 2ⁿ·eʳ with n = round(x / ln 2), r = x − n ln 2.
CK_INLINE vec exp_one(vec x) {
  // Beyond these the result is ∞ or 0 anyway; a NaN passes both comparisons.
  x = x > splat(89) ? splat(89) : x;
  x = x < splat(-104) ? splat(-104) : x;
  vec shifted = fma_(x, splat(CK_LOG2_E), splat(CK_ROUNDING_SHIFT));
  vec n = shifted - splat(CK_ROUNDING_SHIFT);
  vec r = fma_(-n, splat(CK_LN2_HIGH), x);
  r = fma_(-n, splat(CK_LN2_LOW), r);
  vec y = splat(1) + expm1_reduced(r);
  // 2ⁿ in two halves, the first product exact: a denormal result is rounded once.
  uvec exponent = bits(shifted) - bits(splat(CK_ROUNDING_SHIFT));
  uvec half = (uvec)((ivec)exponent >> 1);
  vec scale1 = from_bits((half + 127) << 23);
  vec scale2 = from_bits((exponent - half + 127) << 23);
  return (y * scale1) * scale2;
}

// How many vectors tanh takes side by side: one alone waits for each step of its own chain.
#define CK_ABREAST 4
#define CK_EACH(count) _Pragma("unroll") for (int i = 0; i < (count); i++)

// tanh|x| = −h / (1 + h) with h = (e^(−2|x|) − 1) / 2 = 2ⁿ·(eʳ − 1)/2 + (2ⁿ − 1)/2.
//
// Numerator and denominator are monotone in h, each rounded once, so that nothing jitters where
// tanh is flat; and for small |x|, where n = 0, h has no cancellation. Halves cost no rounding: y = −|x|,
// s = r/2, and the coefficients of `expm1_reduced` with the powers of two that s asks for.
CK_INLINE void tanh_of(int count, vec x[CK_ABREAST]) {
  const uint32_t sign_bit = 0x80000000;
  // The low bits of the shifted number are then n + 127, the exponent of 2ⁿ.
  const vec shift = splat(CK_ROUNDING_SHIFT + 127);
  vec y[CK_ABREAST], n[CK_ABREAST], power[CK_ABREAST], s[CK_ABREAST], h[CK_ABREAST];
  CK_EACH(count) y[i] = from_bits(bits(x[i]) | sign_bit);
  CK_EACH(count) y[i] = y[i] < splat(-10) ? splat(-10) : y[i];
  CK_EACH(count) n[i] = fma_(y[i], splat(2 * CK_LOG2_E), shift);
  CK_EACH(count) power[i] = from_bits(bits(n[i]) << 23);
  CK_EACH(count) n[i] = n[i] - shift;
  // One step of reduction is enough: where n is large, e^y no longer matters.
  CK_EACH(count) s[i] = fma_(-n[i], splat(CK_LN2_HIGH / 2), y[i]);
  CK_EACH(count) h[i] = fma_(splat(32 * CK_EXPM1_6), s[i], splat(16 * CK_EXPM1_5));
  CK_EACH(count) h[i] = fma_(h[i], s[i], splat(8 * CK_EXPM1_4));
  CK_EACH(count) h[i] = fma_(h[i], s[i], splat(4 * CK_EXPM1_3));
  CK_EACH(count) h[i] = fma_(h[i], s[i], splat(2 * CK_EXPM1_2));
  CK_EACH(count) h[i] = fma_(s[i] * s[i], h[i], s[i]);
  CK_EACH(count) h[i] = fma_(power[i], h[i], fma_(power[i], splat(0.5f), splat(-0.5f)));
  CK_EACH(count) h[i] = h[i] / (splat(1) + h[i]);
  CK_EACH(count) x[i] = from_bits((bits(h[i]) & ~sign_bit) | (bits(x[i]) & sign_bit));
}

CK_INLINE vec tanh_one(vec x) {
  tanh_of(1, &x);
  return x;
}

// ln x = e ln 2 + ln(1 + f) with x = 2ᵉ(1 + f), 1 + f from √½ to √2;
// ln(1 + f) = f − f²/2 + f³·R(f), R minimax in the relative error, which is below 2⁻³⁰.
CK_INLINE vec log_one(vec x) {
  const uint32_t root_half = 0x3f3504f3;
  // A denormal is made normal by 2²³.
  vec lifted = x < splat(0x1p-126f) ? x * splat(0x1p23f) : x;
  vec lift = x < splat(0x1p-126f) ? splat(23) : splat(0);
  uvec above = bits(lifted) - root_half;
  vec e = __builtin_convertvector((ivec)above >> 23, vec) - lift;
  vec f = from_bits((above & 0x7fffff) + root_half) - splat(1);

  vec R = splat(0x1.147962p-4f);
  R = fma_(R, f, splat(-0x1.de0d26p-4f));
  R = fma_(R, f, splat(0x1.e6c372p-4f));
  R = fma_(R, f, splat(-0x1.fc278ap-4f));
  R = fma_(R, f, splat(0x1.233b62p-3f));
  R = fma_(R, f, splat(-0x1.555c48p-3f));
  R = fma_(R, f, splat(0x1.99a478p-3f));
  R = fma_(R, f, splat(-0x1.000006p-2f));
  R = fma_(R, f, splat(0x1.555548p-2f));
  vec y = fma_(f * f, fma_(f, R, splat(-0.5f)), f);
  y = fma_(e, splat(CK_LN2_HIGH), fma_(e, splat(CK_LN2_LOW), y));

  const float infinity = __builtin_inff();
  vec special = x < splat(0) ? splat(__builtin_nanf("")) : x;  // keeps +∞ and NaN
  special = x == splat(0) ? splat(-infinity) : special;
  ivec ordinary = (x > splat(0)) & (x < splat(infinity));
  return ordinary ? y : special;
}

CK_INLINE vec relu_one(vec x) { return x < splat(0) ? splat(0) : x; }

// Whole vectors, then one that is filled up: an element's bits do not depend on where it stands.
#define CK_APPLY_ALL(name, one)                                          \
  static void name(float *y, const float *x, ptrdiff_t count) {          \
    ptrdiff_t i = 0;                                                     \
    for (; i + CK_WIDTH <= count; i += CK_WIDTH) store(y + i, one(load(x + i))); \
    if (i < count) store_some(y + i, one(load_some(x + i, count - i)), count - i); \
  }

CK_APPLY_ALL(exp_all, exp_one)
CK_APPLY_ALL(log_all, log_one)
CK_APPLY_ALL(tanh_rest, tanh_one)
CK_APPLY_ALL(relu_all, relu_one)

static void tanh_all(float *y, const float *x, ptrdiff_t count) {
  ptrdiff_t j = 0;
  for (; j + CK_ABREAST * CK_WIDTH <= count; j += CK_ABREAST * CK_WIDTH) {
    vec v[CK_ABREAST];
    CK_EACH(CK_ABREAST) v[i] = load(x + j + i * CK_WIDTH);
    tanh_of(CK_ABREAST, v);
    CK_EACH(CK_ABREAST) store(y + j + i * CK_WIDTH, v[i]);
  }
  tanh_rest(y + j, x + j, count - j);
}

static void scale(float *x, float factor, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] *= factor;
}

static void add_scaled(float *y, const float *x, float factor, ptrdiff_t count,
                       bool accumulate) {
  vec f = splat(factor);
  for (ptrdiff_t i = 0; i < count; i += CK_WIDTH) {
    ptrdiff_t left = count - i;
    if (left >= CK_WIDTH)
      store(y + i, fma_(f, load(x + i), accumulate ? load(y + i) : splat(0)));
    else
      store_some(y + i, fma_(f, load_some(x + i, left),
                             accumulate ? load_some(y + i, left) : splat(0)), left);
  }
}

CK_INLINE vec tanh_backward_one(vec g, vec y) { return g * fma_(-y, y, splat(1)); }
CK_INLINE vec relu_backward_one(vec g, vec y) { return y > splat(0) ? g : splat(0); }

/// g·f′(z) from y = f(z): tanh′ = 1 − y²; ReLU′ = 1 where y > 0, else 0.
CK_INLINE vec backward_one(vec g, vec y, ck_activation activation) {
  if (activation == CK_TANH) return tanh_backward_one(g, y);
  return activation == CK_RELU ? relu_backward_one(g, y) : g;
}

CK_INLINE void backward_all(float *g, const float *y, ptrdiff_t count, ck_activation activation) {
  ptrdiff_t i = 0;
  for (; i + CK_WIDTH <= count; i += CK_WIDTH)
    store(g + i, backward_one(load(g + i), load(y + i), activation));
  if (i == count) return;
  ptrdiff_t left = count - i;
  vec last = backward_one(load_some(g + i, left), load_some(y + i, left), activation);
  store_some(g + i, last, left);
}

static void activation_backward(float *g, const float *y, ptrdiff_t count,
                                ck_activation activation) {
  if (activation == CK_TANH) backward_all(g, y, count, CK_TANH);
  if (activation == CK_RELU) backward_all(g, y, count, CK_RELU);
}

static void activate(float *z, ptrdiff_t count, ck_activation activation) {
  if (activation == CK_TANH) tanh_all(z, z, count);
  if (activation == CK_RELU) relu_all(z, z, count);
}
