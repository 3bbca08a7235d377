// The kernels as every processor of the architecture runs them: vectors of 4.

#define CK_WIDTH 4
#define CK_TABLE ck_kernels_default
#if defined(__x86_64__)
// Without hardware FMA each multiply-add is a call, which keeps no vector register alive.
#define CK_MAX_VECTORS 1
#define CK_PANEL_VECTORS(rows) 1
#define CK_TILE_ROWS(vectors, adjoining) 4
#else
#define CK_MAX_VECTORS 4
#define CK_PANEL_VECTORS(rows) 4
#define CK_TILE_ROWS(vectors, adjoining) 6
#endif
#include "Level.h"
