// The kernels for WebAssembly's relaxed SIMD, whose multiply-add fuses where the processor's does.

#if defined(__wasm_relaxed_simd__)
#define CK_WIDTH 4
#define CK_TABLE ck_kernels_relaxed
#define CK_FMA(a, b, c) __builtin_wasm_relaxed_madd_f32x4(a, b, c)
#define CK_MAX_VECTORS 4
// Sums, a row of Y and a factor fit into the 16 registers of an engine on x86-64.
#define CK_PANEL_VECTORS(rows) 2
#define CK_TILE_ROWS(vectors, adjoining) 4
#include "Level.h"

// Asked of numbers that tell: (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴, and 0 where the square is rounded
// before the sum. They are hidden from the compiler, which would answer for the engine.
bool ck_relaxed_fuses(void) {
  vec a = splat(1 + 0x1p-12f), c = splat(-1 - 0x1p-11f);
  __asm__("" : "+r"(a), "+r"(c));
  return fma_(a, a, c)[0] == 0x1p-24f;
}
#endif
