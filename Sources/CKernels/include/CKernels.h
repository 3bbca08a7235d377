#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// The hot loops of the course: matrix products, elementwise functions, softmax, Adam.
//
// Matrices are dense, row-major, `float`. No pointer needs any alignment; no function allocates.
// Unless said otherwise an output must not overlap an input. A count of 0 is allowed everywhere.
//
// Bits. Each kernel is compiled for several levels of the instruction set and the fastest one that
// the processor runs is chosen at the first call. All levels give the same bits (the payload and
// the sign of a NaN aside), because each result is defined down to its last rounding: the order of
// every sum, and which products are fused, is part of the contract below. It follows that a result
// depends neither on its position in an array nor on what stands beside it.

// MARK: Levels

/// A level of the instruction set that the kernels are compiled for.
typedef enum {
  /// What every processor of the architecture runs. On x86-64 and in WebAssembly this has no fused
  /// multiply-add: the same bits are computed in double, some fifty times slower than v4 has them.
  /// On arm64 it is the only level.
  CK_LEVEL_DEFAULT = 0,
  /// x86-64-v3: AVX2 and FMA, vectors of 8.
  CK_LEVEL_V3 = 1,
  /// x86-64-v4: AVX-512, vectors of 16.
  CK_LEVEL_V4 = 2,
  /// WebAssembly's relaxed SIMD, in an engine whose multiply-add fuses: vectors of 4.
  CK_LEVEL_RELAXED = 3,
} ck_level;

/// How many levels there are: `ck_level` runs from 0 to this number less one.
enum { CK_LEVEL_COUNT = 4 };

/// Whether the kernels were compiled for `level` and this processor runs it.
bool ck_level_available(ck_level level);
/// `"default"`, `"v3"`, `"v4"` or `"relaxed"`, the names that the environment variable
/// `PROXIMAL_KERNELS` takes.
const char *ck_level_name(ck_level level);
/// The level that the functions below use: the one that `PROXIMAL_KERNELS` names, else the highest
/// available one. Chosen once, at the first call of any kernel, from whatever thread.
///
/// A value of `PROXIMAL_KERNELS` that is no level, or one that this processor does not run, ends
/// the process with one line on standard error and exit code 64 (bad usage): to go on at another
/// level than the one asked for would hide it.
ck_level ck_active_level(void);

// MARK: Products

/// What a layer applies to its output.
typedef enum { CK_IDENTITY = 0, CK_TANH = 1, CK_RELU = 2 } ck_activation;

/// C = f(A·B + bias), the forward pass of a layer.
///
/// Each element is one chain of fused multiply-adds that starts from its bias and takes
/// k = 0, 1, …, inner − 1 in order; then f, with `ck_tanh`'s bits. ReLU is z < 0 ? 0 : z,
/// which keeps NaN.
/// - c: [rows × columns], out. a: [rows × inner]. b: [inner × columns].
/// - bias: [columns], or NULL for 0.
void ck_product(float *c, const float *a, const float *b, const float *bias,
                ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns, ck_activation activation);

/// C = (accumulate ? C : 0) + Aᵀ·B, the gradient with respect to a layer's weights.
///
/// Each element is one chain of fused multiply-adds that starts from C (or 0) and takes
/// k = 0, 1, …, inner − 1 in order.
/// - c: [rows × columns], out, read if `accumulate`. a: [inner × rows]. b: [inner × columns].
void ck_product_left_transposed(float *c, const float *a, const float *b,
                                ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns,
                                bool accumulate);

/// C = A·Bᵀ ⊙ f′(z), the gradient with respect to a layer's input z, before that layer's activation f.
///
/// Each element is one chain of fused multiply-adds that starts from 0 and takes
/// k = 0, 1, …, inner − 1 in order; then `ck_activation_backward`.
/// - c: [rows × columns], out. a: [rows × inner]. b: [columns × inner].
/// - outputs: f(z), [rows × columns]; may be NULL where the activation is the identity.
void ck_product_right_transposed(float *c, const float *a, const float *b,
                                 ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns,
                                 const float *outputs, ck_activation activation);

/// sums = (accumulate ? sums : 0) + the sum of A's rows, the gradient with respect to a bias.
/// Rows are added in order, 0 first.
/// - sums: [columns], out, read if `accumulate`. a: [rows × columns].
void ck_column_sums(float *sums, const float *a, ptrdiff_t rows, ptrdiff_t columns,
                    bool accumulate);

/// g = g·f′(z) in place, from the activation's *output* y = f(z): 1 − y² for tanh (one fused
/// multiply-add, then one product), y > 0 ? g : 0 for ReLU.
/// - g: [count], in and out. y: [count].
void ck_activation_backward(float *g, const float *y, ptrdiff_t count, ck_activation activation);

// MARK: Elementwise functions

// For each of the three y may be x itself. The largest errors were found by trying all 2³² inputs
// against the double functions of glibc (Tests/CKernelsTests/Exhaustive); an ulp is the gap between
// floats at the true value.

/// y = eˣ. At most 1.04 ulp, denormal results included; +∞ above 88.72…, +0 below −103.97….
/// - y: [count], out. x: [count].
void ck_exp(float *y, const float *x, ptrdiff_t count);

/// y = ln x. At most 0.92 ulp, denormal arguments included. ±0 gives −∞, x < 0 gives NaN.
/// - y: [count], out. x: [count].
void ck_log(float *y, const float *x, ptrdiff_t count);

/// y = tanh x. At most 2.5 ulp. Odd to the bit (also at −0), never beyond ±1, never
/// decreasing, ±1 from |x| = 8.4910536 on.
/// - y: [count], out. x: [count].
void ck_tanh(float *y, const float *x, ptrdiff_t count);

/// y = x·factor in place.
/// - x: [count], in and out.
void ck_scale(float *x, float factor, ptrdiff_t count);

/// y = fma(factor, x, accumulate ? y : 0): a term of a weighted sum of arrays.
/// - y: [count], out, read if `accumulate`. x: [count].
void ck_add_scaled(float *y, const float *x, float factor, ptrdiff_t count, bool accumulate);

// MARK: Rows of logits

/// Each row's log-softmax, y_j = (x_j − m) − log Σ exp(x_j − m), m the row's maximum.
///
/// The sum takes j = 0, 1, … in order. An entry of −∞ (a masked action) keeps log-probability −∞.
/// A row without any finite entry has no distribution: it gives NaN, as does a row that holds a NaN
/// or +∞.
/// - y: [rows × columns], out; may be x itself. x: [rows × columns].
void ck_log_softmax_rows(float *y, const float *x, ptrdiff_t rows, ptrdiff_t columns);

// MARK: Optimisation

/// Σ x², accumulated in double: element i is added to partial sum i mod 16, and partial sums l and
/// l + 8, then l + 4, l + 2, l + 1 are added. (The square of a float is exact in double.)
/// - x: [count].
double ck_sum_of_squares(const float *x, ptrdiff_t count);

/// One step of Adam (Kingma & Ba 2015, algorithm 1) in PyTorch's order, ε after the correction:
///
///     m = fma(1 − β₁, g, β₁·m)
///     v = fma((1 − β₂)·g, g, β₂·v)
///     p = fma(−step_size, m / (√v / root_correction + ε), p)
///
/// Every other operation is rounded once, in the order written. The caller computes
/// step_size = lr / (1 − β₁ᵗ) and root_correction = √(1 − β₂ᵗ) in double, from the float values
/// of β₁ and β₂: 1 − 0.999f differs from 0.001 by 1.3e-5 of itself, and so taken the two cancel.
/// - parameters, first_moment, second_moment: [count], in and out. gradient: [count].
void ck_adam(float *parameters, float *first_moment, float *second_moment, const float *gradient,
             ptrdiff_t count, float beta1, float beta2, float step_size, float root_correction,
             float epsilon);

// MARK: Elementary functions of double

// The functions that environments, generators and statistics ask for, so that no number of a training
// depends on a C library. They have one level, which uses no fused multiply-add: sums, products and
// quotients in one order, the same on every processor. Each is computed to some 2⁻⁷⁰ of itself and
// then rounded to double: of a million arguments two at most did not give the double nearest to the
// true value, and these gave the one on the other side, less than 0.50002 ulp away
// (Tests/CKernelsTests/Exhaustive/Elementary counts). A NaN gives NaN.

/// sin x and cos x.
typedef struct {
  double sine, cosine;
} ck_sine_and_cosine;

/// sin x and cos x for any x, in radians; ±∞ gives NaN. ±0 and the tiny are their own sine.
ck_sine_and_cosine ck_sincos_double(double x);

/// eˣ. +∞ above 709.78…, +0 below −745.13…; a denormal result is rounded once too.
double ck_exp_double(double x);

/// eˣ − 1. ±0 and the tiny are their own result.
double ck_expm1_double(double x);

/// ln x. ±0 gives −∞, x < 0 gives NaN.
double ck_log_double(double x);

/// ln(1 + x). −1 gives −∞, x < −1 gives NaN; ±0 and the tiny are their own result.
double ck_log1p_double(double x);

/// tanh x. Odd to the bit; ±0 and the tiny are their own result.
double ck_tanh_double(double x);

// MARK: Threads

/// How many processors this process may run on.
ptrdiff_t ck_processors(void);
/// Threads that share out pieces of work: see Workers.c.
typedef struct ck_workers ck_workers;
/// Does one piece of a work.
typedef void (*ck_piece)(const void *context, ptrdiff_t piece);

/// `threads` threads, or as many as the system grants, or NULL.
ck_workers *ck_workers_create(ptrdiff_t threads);
/// How many threads there are, the callers' not counted.
ptrdiff_t ck_workers_count(const ck_workers *pool);
/// Does pieces 0 … pieces − 1, each once, on the caller's thread and the pool's, and returns when all
/// are through: what they wrote is then to be seen. Allocates nothing. A second caller at the same
/// time does its pieces alone; so does any caller for a while when other programs take the processors
/// so often that waiting for the threads costs more than they do.
void ck_workers_run(ck_workers *pool, ptrdiff_t pieces, const void *context, ck_piece body);
/// Ends the threads. Nobody may be in `ck_workers_run`.
void ck_workers_destroy(ck_workers *pool);

// MARK: A level's kernels

/// The functions above as one level has them, for tests and measurements.
typedef struct {
  void (*product)(float *c, const float *a, const float *b, const float *bias,
                  ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns, ck_activation activation);
  void (*product_left_transposed)(float *c, const float *a, const float *b,
                                  ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns,
                                  bool accumulate);
  void (*product_right_transposed)(float *c, const float *a, const float *b,
                                   ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns,
                                   const float *outputs, ck_activation activation);
  void (*column_sums)(float *sums, const float *a, ptrdiff_t rows, ptrdiff_t columns,
                      bool accumulate);
  void (*activation_backward)(float *g, const float *y, ptrdiff_t count,
                              ck_activation activation);
  void (*exp)(float *y, const float *x, ptrdiff_t count);
  void (*log)(float *y, const float *x, ptrdiff_t count);
  void (*tanh)(float *y, const float *x, ptrdiff_t count);
  void (*scale)(float *x, float factor, ptrdiff_t count);
  void (*add_scaled)(float *y, const float *x, float factor, ptrdiff_t count, bool accumulate);
  void (*log_softmax_rows)(float *y, const float *x, ptrdiff_t rows, ptrdiff_t columns);
  double (*sum_of_squares)(const float *x, ptrdiff_t count);
  void (*adam)(float *parameters, float *first_moment, float *second_moment,
               const float *gradient, ptrdiff_t count, float beta1, float beta2, float step_size,
               float root_correction, float epsilon);
  /// Keeps the fused multiply-add unit busy from registers alone, `repeats` times over, and
  /// returns how many floating-point operations that was: the peak that products are held against.
  double (*peak)(ptrdiff_t repeats);
} ck_kernels;

/// The kernels of `level`, or NULL where it is not available.
const ck_kernels *ck_kernels_at(ck_level level);

#ifdef __cplusplus
}
#endif
#endif
