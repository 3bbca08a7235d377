// Softmax and log-softmax of rows of logits.

// Rows are taken in groups of about this many elements, so that the elementwise functions see long
// arrays even where a row has two entries.
#define CK_SOFTMAX_GROUP 512

CK_INLINE float row_maximum(const float *x, ptrdiff_t columns) {
  float maximum = x[0];
  for (ptrdiff_t j = 1; j < columns; j++) maximum = x[j] > maximum ? x[j] : maximum;
  return maximum;
}

/// y = x − m, row by row. Where no entry is finite this is −∞ − −∞, and the row becomes NaN.
static void subtract_row_maxima(float *y, const float *x, ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t i = 0; i < rows; i++, x += columns, y += columns) {
    float maximum = row_maximum(x, columns);
    for (ptrdiff_t j = 0; j < columns; j++) y[j] = x[j] - maximum;
  }
}

static ptrdiff_t rows_in_group(ptrdiff_t columns) {
  return columns < CK_SOFTMAX_GROUP ? CK_SOFTMAX_GROUP / columns : 1;
}

// y_j = exp(x_j − m) / Σ exp(x_j − m)
static void softmax_rows(float *y, const float *x, ptrdiff_t rows, ptrdiff_t columns) {
  if (columns == 0) return;
  ptrdiff_t group = rows_in_group(columns);
  for (ptrdiff_t first = 0; first < rows; first += group) {
    ptrdiff_t count = least(rows - first, group);
    float *p = y + first * columns;
    subtract_row_maxima(p, x + first * columns, count, columns);
    exp_all(p, p, count * columns);
    for (ptrdiff_t i = 0; i < count; i++, p += columns) {
      float sum = 0;
      for (ptrdiff_t j = 0; j < columns; j++) sum += p[j];
      for (ptrdiff_t j = 0; j < columns; j++) p[j] /= sum;
    }
  }
}

/// sums[i] = Σ_j exp(z_ij), j in order, with room for CK_SOFTMAX_GROUP exponentials at a time.
static void sums_of_exponentials(float *sums, const float *z, ptrdiff_t rows, ptrdiff_t columns) {
  float exponentials[CK_SOFTMAX_GROUP];
  ptrdiff_t i = 0, j = 0;
  sums[0] = 0;
  for (ptrdiff_t first = 0; first < rows * columns; first += CK_SOFTMAX_GROUP) {
    ptrdiff_t count = least(rows * columns - first, CK_SOFTMAX_GROUP);
    exp_all(exponentials, z + first, count);
    for (ptrdiff_t n = 0; n < count; n++) {
      if (j == columns) j = 0, sums[++i] = 0;
      sums[i] += exponentials[n];
      j += 1;
    }
  }
}

// y_j = (x_j − m) − log Σ exp(x_j − m)
static void log_softmax_rows(float *y, const float *x, ptrdiff_t rows, ptrdiff_t columns) {
  if (columns == 0) return;
  float sums[CK_SOFTMAX_GROUP];
  ptrdiff_t group = rows_in_group(columns);
  for (ptrdiff_t first = 0; first < rows; first += group) {
    ptrdiff_t count = least(rows - first, group);
    float *z = y + first * columns;
    subtract_row_maxima(z, x + first * columns, count, columns);
    sums_of_exponentials(sums, z, count, columns);
    log_all(sums, sums, count);
    for (ptrdiff_t i = 0; i < count; i++, z += columns)
      for (ptrdiff_t j = 0; j < columns; j++) z[j] -= sums[i];
  }
}
