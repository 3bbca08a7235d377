#ifndef CKERNELS_H
#define CKERNELS_H
#include <stddef.h>
#include <stdbool.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef enum { CK_IDENTITY = 0, CK_TANH = 1, CK_RELU = 2 } ck_activation;

/// C [rows x columns] = f(A [rows x inner] . B [inner x columns] + bias [columns]); bias may be NULL (then 0).
void ck_product(float *c, const float *a, const float *b, const float *bias,
                ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns, ck_activation activation);
/// C [rows x columns] = (accumulate ? C : 0) + A^T . B, with A [inner x rows], B [inner x columns].
void ck_product_left_transposed(float *c, const float *a, const float *b,
                ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns, bool accumulate);
/// C [rows x columns] = A [rows x inner] . B^T, with B [columns x inner].
void ck_product_right_transposed(float *c, const float *a, const float *b,
                ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns);
/// sums [columns] = (accumulate ? sums : 0) + sum over rows of A [rows x columns].
void ck_column_sums(float *sums, const float *a, ptrdiff_t rows, ptrdiff_t columns, bool accumulate);
/// In place: g = g * f'(y), where y = f(z) is the activation's OUTPUT (1 - y^2 for tanh, y > 0 for ReLU).
void ck_activation_backward(float *g, const float *y, ptrdiff_t count, ck_activation activation);

void ck_exp(float *y, const float *x, ptrdiff_t count);
void ck_log(float *y, const float *x, ptrdiff_t count);
void ck_tanh(float *y, const float *x, ptrdiff_t count);
/// Rows of A [rows x columns]; -inf entries are allowed (a masked action) as long as one in the row is finite.
void ck_softmax_rows(float *y, const float *x, ptrdiff_t rows, ptrdiff_t columns);
void ck_log_softmax_rows(float *y, const float *x, ptrdiff_t rows, ptrdiff_t columns);
/// Accumulated in double.
double ck_sum_of_squares(const float *x, ptrdiff_t count);
/// x = x * factor
void ck_scale(float *x, float factor, ptrdiff_t count);

/// One Adam step in PyTorch's order: m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2;
/// p -= step_size * m / (sqrt(v) / root_correction + epsilon), with
/// step_size = lr / (1 - b1^t), root_correction = sqrt(1 - b2^t) computed by the caller in double.
void ck_adam(float *parameters, float *first_moment, float *second_moment, const float *gradient,
             ptrdiff_t count, float beta1, float beta2, float step_size, float root_correction, float epsilon);
#ifdef __cplusplus
}
#endif
#endif
