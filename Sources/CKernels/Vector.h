// Vectors of CK_WIDTH floats and what the kernels do with them.

#include <stdint.h>
#include <string.h>

#include "CKernels.h"

// Only what is written as a fused multiply-add is fused.
#pragma STDC FP_CONTRACT OFF

typedef float vec __attribute__((ext_vector_type(CK_WIDTH)));
typedef int32_t ivec __attribute__((ext_vector_type(CK_WIDTH)));
typedef uint32_t uvec __attribute__((ext_vector_type(CK_WIDTH)));

#define CK_INLINE static inline __attribute__((always_inline))

CK_INLINE vec load(const float *p) {
  vec v;
  memcpy(&v, p, sizeof v);
  return v;
}

CK_INLINE void store(float *p, vec v) { memcpy(p, &v, sizeof v); }

CK_INLINE vec splat(float x) { return (vec)x; }

#if defined(CK_FMA)
/// a·b + c, rounded once.
CK_INLINE vec fma_(vec a, vec b, vec c) { return CK_FMA(a, b, c); }
#else
#include "ExactMultiplyAdd.h"
#endif

CK_INLINE uvec bits(vec v) { return (uvec)v; }
CK_INLINE vec from_bits(uvec v) { return (vec)v; }

/// The first `count` of CK_WIDTH floats; the others are 0.
CK_INLINE vec load_some(const float *p, ptrdiff_t count) {
  float lanes[CK_WIDTH] = {0};
  for (ptrdiff_t i = 0; i < count; i++) lanes[i] = p[i];
  return load(lanes);
}

CK_INLINE void store_some(float *p, vec v, ptrdiff_t count) {
  float lanes[CK_WIDTH];
  store(lanes, v);
  for (ptrdiff_t i = 0; i < count; i++) p[i] = lanes[i];
}

CK_INLINE ptrdiff_t least(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }
