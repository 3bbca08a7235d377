// Log-softmax of rows of logits.

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

// Rows of at most this many entries are taken side by side, one to a lane.
#define CK_SHORT_ROW 16

/// The log-softmax of `rows` rows, at most CK_WIDTH, of at most CK_SHORT_ROW entries: a constant number
/// where this is inlined for it. The other lanes hold zeros.
CK_INLINE void log_softmax_abreast(float *y, const float *x, ptrdiff_t rows, ptrdiff_t columns) {
  float lanes[CK_SHORT_ROW][CK_WIDTH] = {{0}};
  for (ptrdiff_t i = 0; i < rows; i++)
    for (ptrdiff_t j = 0; j < columns; j++) lanes[j][i] = x[i * columns + j];
  vec maximum = load(lanes[0]), sum = splat(0);
  for (ptrdiff_t j = 1; j < columns; j++) {
    vec z = load(lanes[j]);
    maximum = z > maximum ? z : maximum;
  }
  for (ptrdiff_t j = 0; j < columns; j++) sum += exp_one(load(lanes[j]) - maximum);
  vec log_sum = log_one(sum);
  for (ptrdiff_t j = 0; j < columns; j++)
    store(lanes[j], (load(lanes[j]) - maximum) - log_sum);
  for (ptrdiff_t i = 0; i < rows; i++)
    for (ptrdiff_t j = 0; j < columns; j++) y[i * columns + j] = lanes[j][i];
}

static void log_softmax_short_rows(float *y, const float *x, ptrdiff_t rows, ptrdiff_t columns) {
  for (; rows > 0; rows -= CK_WIDTH, x += CK_WIDTH * columns, y += CK_WIDTH * columns) {
    if (rows >= CK_WIDTH && columns == 2) log_softmax_abreast(y, x, CK_WIDTH, 2);
    else log_softmax_abreast(y, x, least(rows, CK_WIDTH), columns);
  }
}

// y_j = (x_j − m) − log Σ exp(x_j − m)
static void log_softmax_rows(float *y, const float *x, ptrdiff_t rows, ptrdiff_t columns) {
  if (columns == 0) return;
  if (columns <= CK_SHORT_ROW) return log_softmax_short_rows(y, x, rows, columns);
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
