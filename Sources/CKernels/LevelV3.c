// The kernels for x86-64-v3: AVX2 and FMA, 16 registers of 8 floats.

#if defined(__x86_64__)
#define CK_WIDTH 8
#define CK_TABLE ck_kernels_v3
#define CK_FMA(a, b, c) __builtin_elementwise_fma(a, b, c)
#define CK_MAX_VECTORS 4
#define CK_PANEL_VECTORS(rows) ((rows) <= 3 ? 4 : 2)
#define CK_TILE_ROWS(vectors, adjoining) ((vectors) <= 2 ? 6 : 3)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#include "Level.h"
#pragma clang attribute pop
#endif
