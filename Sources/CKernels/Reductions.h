// Sums over many elements, each in one fixed order; and the peak they are measured against.

/// Columns `first` to `first` + vectors × CK_WIDTH, row after row.
CK_INLINE void column_sums_of(int vectors, float *sums, const float *a, ptrdiff_t rows,
                              ptrdiff_t columns, bool accumulate) {
  vec sum[4];
#pragma unroll
  for (int v = 0; v < vectors; v++) sum[v] = accumulate ? load(sums + v * CK_WIDTH) : splat(0);
  for (ptrdiff_t i = 0; i < rows; i++)
#pragma unroll
    for (int v = 0; v < vectors; v++) sum[v] += load(a + i * columns + v * CK_WIDTH);
#pragma unroll
  for (int v = 0; v < vectors; v++) store(sums + v * CK_WIDTH, sum[v]);
}

/// `count` columns, a constant below CK_WIDTH where this is inlined.
CK_INLINE void few_column_sums(int count, float *sums, const float *a, ptrdiff_t rows,
                               ptrdiff_t columns, bool accumulate) {
  float sum[4];
#pragma unroll
  for (int j = 0; j < count; j++) sum[j] = accumulate ? sums[j] : 0;
  for (ptrdiff_t i = 0; i < rows; i++)
#pragma unroll
    for (int j = 0; j < count; j++) sum[j] += a[i * columns + j];
#pragma unroll
  for (int j = 0; j < count; j++) sums[j] = sum[j];
}

static void column_sums(float *sums, const float *a, ptrdiff_t rows, ptrdiff_t columns,
                        bool accumulate) {
  ptrdiff_t j = 0;
  for (; j + 4 * CK_WIDTH <= columns; j += 4 * CK_WIDTH)
    column_sums_of(4, sums + j, a + j, rows, columns, accumulate);
  for (; j + CK_WIDTH <= columns; j += CK_WIDTH)
    column_sums_of(1, sums + j, a + j, rows, columns, accumulate);
  for (; j + 4 <= columns; j += 4) few_column_sums(4, sums + j, a + j, rows, columns, accumulate);
  for (; j + 2 <= columns; j += 2) few_column_sums(2, sums + j, a + j, rows, columns, accumulate);
  for (; j < columns; j++) few_column_sums(1, sums + j, a + j, rows, columns, accumulate);
}

static double sum_of_squares(const float *x, ptrdiff_t count) {
  typedef float float16 __attribute__((ext_vector_type(16)));
  typedef double double16 __attribute__((ext_vector_type(16)));
  double16 partial = 0;
  ptrdiff_t i = 0;
  for (; i + 16 <= count; i += 16) {
    float16 some;
    memcpy(&some, x + i, sizeof some);
    double16 wide = __builtin_convertvector(some, double16);
    partial += wide * wide;
  }
  double sums[16];
  memcpy(sums, &partial, sizeof sums);
  for (ptrdiff_t l = 0; i < count; i++, l++) sums[l] += (double)x[i] * (double)x[i];
  for (int half = 8; half > 0; half /= 2)
    for (int l = 0; l < half; l++) sums[l] += sums[l + half];
  return sums[0];
}

// Twelve independent chains cover the latency of two units, and leave room for two constants among
// sixteen registers.
static double peak(ptrdiff_t repeats) {
  enum { chains = 12 };
  vec sum[chains];
  vec factor = splat(0.5f), term = splat(1);
#pragma unroll
  for (int i = 0; i < chains; i++) sum[i] = splat((float)(i + 3));  // none at the fixed point 2
  for (ptrdiff_t n = 0; n < repeats; n++)
#pragma unroll
    for (int i = 0; i < chains; i++) sum[i] = fma_(sum[i], factor, term);
  volatile float used;  // or the compiler would drop the loop
  for (int i = 0; i < chains; i++) used = sum[i][0];
  (void)used;
  return 2.0 * chains * CK_WIDTH * (double)repeats;
}
