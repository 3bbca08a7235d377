// The kernels as every processor of the architecture runs them: vectors of 4.

#define CK_WIDTH 4
#define CK_TABLE ck_kernels_default
#if defined(__aarch64__)
#define CK_FMA(a, b, c) __builtin_elementwise_fma(a, b, c)
#define CK_MAX_VECTORS 4
#define CK_PANEL_VECTORS(rows) 4
#define CK_TILE_ROWS(vectors, adjoining) 6
#else
// The multiply-add in double leaves few registers, and wider panels gain nothing.
#define CK_MAX_VECTORS 1
#define CK_PANEL_VECTORS(rows) 1
#define CK_TILE_ROWS(vectors, adjoining) 4
#endif
#include "Level.h"
