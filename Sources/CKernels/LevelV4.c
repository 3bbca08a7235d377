// The kernels for x86-64-v4: AVX-512, 32 registers of 16 floats.

#if defined(__x86_64__)
#define CK_WIDTH 16
#define CK_TABLE ck_kernels_v4
#define CK_FMA(a, b, c) __builtin_elementwise_fma(a, b, c)
#define CK_MAX_VECTORS 4
#define CK_PANEL_VECTORS(rows) 4
// Six rows where those of the left operand adjoin (its transpose is taken): fewer passes over it.
#define CK_TILE_ROWS(vectors, adjoining) ((adjoining) ? 6 : 4)
// The compiler splits 512-bit vectors in two unless it is told to keep them.
#pragma clang attribute push( \
  __attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#include "Level.h"
#pragma clang attribute pop
#endif
