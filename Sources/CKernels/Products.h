// Matrix products: every element one chain of fused multiply-adds, k in order.

#define CK_MAX_ROWS 6
// A packed panel takes at most CK_INNER_BLOCK × 64 floats of the stack, 64 KB. A longer inner
// dimension is taken in blocks; C holds the chains in between.
#define CK_INNER_BLOCK 256
// Below half a vector of columns it pays to lay the vectors along the rows of C instead.
#define CK_NARROW (CK_WIDTH / 2)
#define CK_ACTIVATION_ROWS 128

/// C = start + X·Y, every operand with its own strides: X is read one element at a time, Y and C in
/// vectors along their columns (after packing, where the columns are not contiguous).
typedef struct {
  const float *x;
  ptrdiff_t x_row, x_inner;
  const float *y;
  ptrdiff_t y_inner, y_column;
  const float *start;  // NULL: 0
  ptrdiff_t start_row, start_column;
  float *c;
  ptrdiff_t c_row, c_column;
  ptrdiff_t rows, inner, columns;
  const float *outputs;  // not NULL: C is multiplied by f′, from f's outputs, laid out like C
  ck_activation activation;
} operands;

/// What all tiles of a panel share. `y_stride` leads from one k to the next where Y's columns are
/// contiguous, and from one column to the next where its k are.
typedef struct {
  ptrdiff_t inner, x_row, x_inner, y_stride, start_row, c_row;
  ck_activation activation;
} strides;

CK_INLINE void start_sums(vec sum[][CK_MAX_VECTORS], int rows, int vectors, const float *start,
                          ptrdiff_t stride) {
  if (start) {
#pragma unroll
    for (int i = 0; i < rows; i++)
#pragma unroll
      for (int v = 0; v < vectors; v++) sum[i][v] = load(start + i * stride + v * CK_WIDTH);
  } else {
#pragma unroll
    for (int i = 0; i < rows; i++)
#pragma unroll
      for (int v = 0; v < vectors; v++) sum[i][v] = splat(0);
  }
}

CK_INLINE void store_sums(vec sum[][CK_MAX_VECTORS], int rows, int vectors, float *p,
                          ptrdiff_t stride) {
#pragma unroll
  for (int i = 0; i < rows; i++)
#pragma unroll
    for (int v = 0; v < vectors; v++) store(p + i * stride + v * CK_WIDTH, sum[i][v]);
}

/// Multiplies the sums by f′, and before that, while there is time, brings what it takes near.
CK_INLINE void prefetch_outputs(int rows, int vectors, const float *outputs, ptrdiff_t stride) {
#pragma unroll
  for (int i = 0; i < rows; i++)
#pragma unroll
    for (int v = 0; v < vectors; v++) __builtin_prefetch(outputs + i * stride + v * CK_WIDTH);
}

CK_INLINE void multiply_by_slopes(vec sum[][CK_MAX_VECTORS], int rows, int vectors,
                                  const float *outputs, ptrdiff_t stride, ck_activation f) {
#pragma unroll
  for (int i = 0; i < rows; i++)
#pragma unroll
    for (int v = 0; v < vectors; v++)
      sum[i][v] = backward_one(sum[i][v], load(outputs + i * stride + v * CK_WIDTH), f);
}

/// One more k: sum[i][v] += x[i]·y[v].
CK_INLINE void add_products(vec sum[][CK_MAX_VECTORS], int rows, int vectors, const float *x,
                            ptrdiff_t x_row, const vec y[CK_MAX_VECTORS]) {
#pragma unroll
  for (int i = 0; i < rows; i++) {
    vec factor = splat(x[i * x_row]);
#pragma unroll
    for (int v = 0; v < vectors; v++) sum[i][v] = fma_(factor, y[v], sum[i][v]);
  }
}

/// `rows` × `vectors` of C in registers, both constants where this is inlined.
CK_INLINE void tile(int rows, int vectors, const float *x, const float *y, const float *start,
                    const float *outputs, float *c, const strides *s) {
  const ptrdiff_t x_row = s->x_row, x_inner = s->x_inner, y_inner = s->y_stride;
  vec sum[CK_MAX_ROWS][CK_MAX_VECTORS];
  start_sums(sum, rows, vectors, start, s->start_row);
  if (outputs) prefetch_outputs(rows, vectors, outputs, s->c_row);
  for (ptrdiff_t k = s->inner; k > 0; k--) {
    vec row[CK_MAX_VECTORS];
#pragma unroll
    for (int v = 0; v < vectors; v++) row[v] = load(y + v * CK_WIDTH);
    add_products(sum, rows, vectors, x, x_row, row);
    x += x_inner;
    y += y_inner;
  }
  if (outputs) multiply_by_slopes(sum, rows, vectors, outputs, s->c_row, s->activation);
  store_sums(sum, rows, vectors, c, s->c_row);
}

/// The same where Y's k are contiguous and this is its only tile: Y is transposed on the way,
/// four k at a time.
CK_INLINE void transposing_tile(int rows, int vectors, const float *x, const float *y,
                                const float *start, const float *outputs, float *c,
                                const strides *s) {
  const ptrdiff_t x_row = s->x_row, x_inner = s->x_inner, y_column = s->y_stride;
  vec sum[CK_MAX_ROWS][CK_MAX_VECTORS];
  start_sums(sum, rows, vectors, start, s->start_row);
  if (outputs) prefetch_outputs(rows, vectors, outputs, s->c_row);
  ptrdiff_t k = s->inner;
  for (; k >= 4; k -= 4) {
    // One vector after the other: four of them transposed at once would not fit into registers.
#pragma unroll
    for (int v = 0; v < vectors; v++) {
      vec four[4];
      transpose_four(four, y + v * CK_WIDTH * y_column, y_column);
#pragma unroll
      for (int n = 0; n < 4; n++)
#pragma unroll
        for (int i = 0; i < rows; i++)
          sum[i][v] = fma_(splat(x[i * x_row + n * x_inner]), four[n], sum[i][v]);
    }
    x += 4 * x_inner;
    y += 4;
  }
  for (; k > 0; k--, x += x_inner, y++) {
    vec row[CK_MAX_VECTORS];
#pragma unroll
    for (int v = 0; v < vectors; v++) row[v] = gather(y + v * CK_WIDTH * y_column, y_column);
    add_products(sum, rows, vectors, x, x_row, row);
  }
  if (outputs) multiply_by_slopes(sum, rows, vectors, outputs, s->c_row, s->activation);
  store_sums(sum, rows, vectors, c, s->c_row);
}

typedef void (*tile_function)(const float *x, const float *y, const float *start,
                              const float *outputs, float *c, const strides *s);

#define CK_TILE(kind, rows, vectors)                                                       \
  static void kind##_##rows##_##vectors(const float *x, const float *y, const float *start, \
                                        const float *outputs, float *c, const strides *s) { \
    kind(rows, vectors, x, y, start, outputs, c, s);                                       \
  }
#define CK_TILES(kind, vectors)                                                            \
  CK_TILE(kind, 1, vectors) CK_TILE(kind, 2, vectors) CK_TILE(kind, 3, vectors)            \
  CK_TILE(kind, 4, vectors) CK_TILE(kind, 5, vectors) CK_TILE(kind, 6, vectors)
#define CK_TILE_NAMES(kind, vectors)                                                       \
  {kind##_1_##vectors, kind##_2_##vectors, kind##_3_##vectors,                             \
   kind##_4_##vectors, kind##_5_##vectors, kind##_6_##vectors}

CK_TILES(tile, 1)
CK_TILES(transposing_tile, 1)
#if CK_MAX_VECTORS > 1
CK_TILES(tile, 2) CK_TILES(tile, 3) CK_TILES(tile, 4)
CK_TILES(transposing_tile, 2) CK_TILES(transposing_tile, 3) CK_TILES(transposing_tile, 4)
#endif

static const tile_function tiles[CK_MAX_VECTORS][CK_MAX_ROWS] = {
  CK_TILE_NAMES(tile, 1),
#if CK_MAX_VECTORS > 1
  CK_TILE_NAMES(tile, 2), CK_TILE_NAMES(tile, 3), CK_TILE_NAMES(tile, 4),
#endif
};
static const tile_function transposing_tiles[CK_MAX_VECTORS][CK_MAX_ROWS] = {
  CK_TILE_NAMES(transposing_tile, 1),
#if CK_MAX_VECTORS > 1
  CK_TILE_NAMES(transposing_tile, 2), CK_TILE_NAMES(transposing_tile, 3),
  CK_TILE_NAMES(transposing_tile, 4),
#endif
};

/// One panel: all rows, some columns (at most CK_MAX_VECTORS vectors), and one block of the inner
/// dimension.
typedef struct {
  ptrdiff_t column, columns, k, inner;
} part;

/// The start of a tile, by rows of `width`. Lanes beyond its columns are 0.
static void gather_start(float *buffer, ptrdiff_t rows, ptrdiff_t width, ptrdiff_t columns,
                         const float *start, ptrdiff_t start_row, ptrdiff_t start_column) {
  if (columns < width) memset(buffer, 0, sizeof(float) * (size_t)(rows * width));
  for (ptrdiff_t i = 0; i < rows; i++, buffer += width, start += start_row) {
    if (start_column == 0 && columns == width)  // a bias, one to each row
      for (ptrdiff_t j = 0; j < width; j += CK_WIDTH) store(buffer + j, splat(*start));
    else
      for (ptrdiff_t j = 0; j < columns; j++) buffer[j] = start[j * start_column];
  }
}

/// Takes a tile, by rows of `width`, to its place in C.
static void scatter(const float *buffer, ptrdiff_t rows, ptrdiff_t width, ptrdiff_t columns,
                    float *c, ptrdiff_t c_row, ptrdiff_t c_column) {
  if (rows == 2 && c_row == 1 && c_column == 2) {  // side by side in C
    for (ptrdiff_t j = 0; j < columns; j++, c += 2) c[0] = buffer[j], c[1] = buffer[width + j];
    return;
  }
  for (ptrdiff_t i = 0; i < rows; i++, c += c_row, buffer += width) {
    if (c_column == 1) memcpy(c, buffer, sizeof(float) * (size_t)columns);
    else
      for (ptrdiff_t j = 0; j < columns; j++) c[j * c_column] = buffer[j];
  }
}

/// A tile whose columns are not whole contiguous vectors of C: by way of a buffer.
static void buffered_tile(tile_function tile, ptrdiff_t rows, ptrdiff_t width, ptrdiff_t columns,
                          const float *x, const float *y, const float *start,
                          ptrdiff_t start_row, ptrdiff_t start_column, float *c, ptrdiff_t c_row,
                          ptrdiff_t c_column, strides s) {
  float buffer[CK_MAX_ROWS * CK_MAX_VECTORS * CK_WIDTH] __attribute__((aligned(64)));
  if (start) gather_start(buffer, rows, width, columns, start, start_row, start_column);
  s.start_row = s.c_row = width;
  tile(x, y, start ? buffer : NULL, NULL, buffer, &s);
  scatter(buffer, rows, width, columns, c, c_row, c_column);
}

/// All tiles of a panel. Rows are shared out evenly among them, so that none is thin.
CK_INLINE void panel(const operands *o, part q, const tile_function tiles[][CK_MAX_ROWS],
                     const float *y, ptrdiff_t y_stride) {
  const float *x = o->x + q.k * o->x_inner;
  float *c = o->c + q.column * o->c_column;
  // After the first block the chains go on from where C holds them.
  const float *start = q.k > 0 ? c : o->start ? o->start + q.column * o->start_column : NULL;
  ptrdiff_t start_row = q.k > 0 ? o->c_row : o->start_row;
  ptrdiff_t start_column = q.k > 0 ? o->c_column : o->start_column;
  ptrdiff_t vectors = (q.columns + CK_WIDTH - 1) / CK_WIDTH, width = vectors * CK_WIDTH;
  bool direct = q.columns == width && o->c_column == 1 && (!start || start_column == 1);
  const strides s = {
    .inner = q.inner, .x_row = o->x_row, .x_inner = o->x_inner, .y_stride = y_stride,
    .start_row = start_row, .c_row = o->c_row, .activation = o->activation};
  const float *outputs = o->outputs && q.k + q.inner == o->inner ? o->outputs + q.column : NULL;

  ptrdiff_t left = o->rows, most = CK_TILE_ROWS(vectors, o->x_row == 1);
  for (ptrdiff_t count = (left + most - 1) / most; count > 0; count--) {
    ptrdiff_t rows = (left + count - 1) / count;
    tile_function tile = tiles[vectors - 1][rows - 1];
    if (direct) tile(x, y, start, outputs, c, &s);
    else
      buffered_tile(tile, rows, width, q.columns, x, y, start, start_row, start_column, c,
                    o->c_row, o->c_column, s);
    x += rows * o->x_row;
    if (start) start += rows * start_row;
    if (outputs) outputs += rows * o->c_row;
    c += rows * o->c_row;
    left -= rows;
  }
}

/// packed[k][j] = Y[k][j] for `inner` × `columns`, each row filled up with zeros to `width`.
static void pack(float *packed, ptrdiff_t width, const float *y, ptrdiff_t y_inner,
                 ptrdiff_t y_column, ptrdiff_t inner, ptrdiff_t columns) {
  ptrdiff_t whole = 0;  // columns done as whole vectors
  for (; y_inner == 1 && whole + CK_WIDTH <= columns; whole += CK_WIDTH) {
    const float *p = y + whole * y_column;
    float *to = packed + whole;
    ptrdiff_t k = 0;
    for (; k + 4 <= inner; k += 4) {
      vec four[4];
      transpose_four(four, p + k, y_column);
      for (int n = 0; n < 4; n++) store(to + (k + n) * width, four[n]);
    }
    for (; k < inner; k++) store(to + k * width, gather(p + k, y_column));
  }
  if (whole == width) return;
  for (ptrdiff_t k = 0; k < inner; k++) {
    float *to = packed + k * width;
    store(to + width - CK_WIDTH, splat(0));
    for (ptrdiff_t j = whole; j < columns; j++) to[j] = y[k * y_inner + j * y_column];
  }
}

static __attribute__((noinline)) void packed_panel(const operands *o, part q,
                                                   const float *y) {
  float packed[CK_INNER_BLOCK * CK_MAX_VECTORS * CK_WIDTH] __attribute__((aligned(64)));
  ptrdiff_t width = (q.columns + CK_WIDTH - 1) / CK_WIDTH * CK_WIDTH;
  pack(packed, width, y, o->y_inner, o->y_column, q.inner, q.columns);
  panel(o, q, tiles, packed, width);
}

/// How many rows of Y, from the first, let whole vectors be read in place from column `column` on
/// without leaving Y. Where its columns end within the vector, the lanes beyond them hold numbers
/// that nobody looks at.
static ptrdiff_t readable_rows(const operands *o, ptrdiff_t column, ptrdiff_t width) {
  ptrdiff_t room = (o->inner - 1) * o->y_inner + o->columns - column - width;
  if (o->y_column != 1 || room < 0) return 0;
  return least(room / o->y_inner + 1, o->inner);
}

/// Panel after panel, each over the whole inner dimension, block after block.
static void multiply(const operands *o) {
  const ptrdiff_t widest = CK_PANEL_VECTORS(o->rows) * CK_WIDTH;
  part q;
  for (q.column = 0; q.column < o->columns; q.column += q.columns) {
    q.columns = least(o->columns - q.column, widest);
    if (q.columns > CK_WIDTH) q.columns -= q.columns % CK_WIDTH;
    ptrdiff_t vectors = (q.columns + CK_WIDTH - 1) / CK_WIDTH, width = vectors * CK_WIDTH;
    ptrdiff_t readable = readable_rows(o, q.column, width);
    bool transposing = o->y_inner == 1 && q.columns == width
      && o->rows <= CK_TILE_ROWS(vectors, o->x_row == 1);
    q.k = 0;
    do {  // once even where the inner dimension is 0: C is then the start
      ptrdiff_t end = q.k < readable ? readable : o->inner;
      q.inner = least(end - q.k, CK_INNER_BLOCK);
      const float *y = o->y + q.k * o->y_inner + q.column * o->y_column;
      if (q.k < readable) panel(o, q, tiles, y, o->y_inner);
      else if (transposing) panel(o, q, transposing_tiles, y, o->y_column);
      else packed_panel(o, q, y);
      q.k += q.inner;
    } while (q.k < o->inner);
  }
}

/// Cᵀ = Yᵀ·Xᵀ: the same chains with the vectors along the rows of C. (A product of two floats
/// commutes to the bit.)
static operands transposed(const operands *o) {
  return (operands){
    .x = o->y, .x_row = o->y_column, .x_inner = o->y_inner,
    .y = o->x, .y_inner = o->x_inner, .y_column = o->x_row,
    .start = o->start, .start_row = o->start_column, .start_column = o->start_row,
    .c = o->c, .c_row = o->c_column, .c_column = o->c_row,
    .rows = o->columns, .inner = o->inner, .columns = o->rows,
  };
}

CK_INLINE void multiply_either_way(const operands *o) {
  if (o->columns <= CK_NARROW && o->rows >= CK_WIDTH) {
    operands t = transposed(o);
    multiply(&t);
  } else {
    multiply(o);
  }
}

static void product(float *c, const float *a, const float *b, const float *bias,
                    ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns,
                    ck_activation activation) {
  // Some rows at a time, so that the activation finds them in the cache.
  ptrdiff_t step = activation == CK_IDENTITY ? rows : CK_ACTIVATION_ROWS;
  for (ptrdiff_t first = 0; first < rows; first += step) {
    ptrdiff_t count = least(rows - first, step);
    multiply_either_way(&(operands){
      .x = a + first * inner, .x_row = inner, .x_inner = 1,
      .y = b, .y_inner = columns, .y_column = 1,
      .start = bias, .start_row = 0, .start_column = 1,
      .c = c + first * columns, .c_row = columns, .c_column = 1,
      .rows = count, .inner = inner, .columns = columns,
    });
    activate(c + first * columns, count * columns, activation);
  }
}

static void product_left_transposed(float *c, const float *a, const float *b, ptrdiff_t rows,
                                    ptrdiff_t inner, ptrdiff_t columns, bool accumulate) {
  multiply_either_way(&(operands){
    .x = a, .x_row = 1, .x_inner = rows,
    .y = b, .y_inner = columns, .y_column = 1,
    .start = accumulate ? c : NULL, .start_row = columns, .start_column = 1,
    .c = c, .c_row = columns, .c_column = 1,
    .rows = rows, .inner = inner, .columns = columns,
  });
}

static void product_right_transposed(float *c, const float *a, const float *b, ptrdiff_t rows,
                                     ptrdiff_t inner, ptrdiff_t columns, const float *outputs,
                                     ck_activation activation) {
  // Tiles can do it as long as each is made of whole vectors of C.
  bool in_tiles = activation != CK_IDENTITY && columns % CK_WIDTH == 0;
  multiply_either_way(&(operands){
    .x = a, .x_row = inner, .x_inner = 1,
    .y = b, .y_inner = 1, .y_column = inner,
    .c = c, .c_row = columns, .c_column = 1,
    .rows = rows, .inner = inner, .columns = columns,
    .outputs = in_tiles ? outputs : NULL, .activation = activation,
  });
  if (!in_tiles) activation_backward(c, outputs, rows * columns, activation);
}
