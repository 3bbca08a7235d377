// Packing a block of a transposed matrix.

typedef float quad __attribute__((ext_vector_type(4)));

CK_INLINE quad load_quad(const float *p) {
  quad v;
  memcpy(&v, p, sizeof v);
  return v;
}

// A vector takes four floats from each of CK_WIDTH / 4 rows, one row to each 128-bit lane; the
// lanes are then transposed side by side.
#define CK_QUADS (CK_WIDTH / 4)

#if CK_WIDTH == 4
CK_INLINE vec load_lanes(const float *const p[CK_QUADS], ptrdiff_t offset) {
  return load_quad(p[0] + offset);
}
#else
typedef float octet __attribute__((ext_vector_type(8)));
CK_INLINE octet load_pair(const float *p, const float *q) {
  return __builtin_shufflevector(load_quad(p), load_quad(q), 0, 1, 2, 3, 4, 5, 6, 7);
}
#if CK_WIDTH == 8
CK_INLINE vec load_lanes(const float *const p[CK_QUADS], ptrdiff_t offset) {
  return load_pair(p[0] + offset, p[1] + offset);
}
#else
CK_INLINE vec load_lanes(const float *const p[CK_QUADS], ptrdiff_t offset) {
  return __builtin_shufflevector(load_pair(p[0] + offset, p[1] + offset),
                                 load_pair(p[2] + offset, p[3] + offset),
                                 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}
#endif
#endif

// In each 128-bit lane: a_i, b_i, a_j, b_j; and a_i, a_j, b_i, b_j.
#if CK_WIDTH == 4
#define CK_ZIP(a, b, i, j) __builtin_shufflevector(a, b, i, 4 + i, j, 4 + j)
#define CK_JOIN(a, b, i, j) __builtin_shufflevector(a, b, i, j, 4 + i, 4 + j)
#elif CK_WIDTH == 8
#define CK_ZIP(a, b, i, j) \
  __builtin_shufflevector(a, b, i, 8 + i, j, 8 + j, 4 + i, 12 + i, 4 + j, 12 + j)
#define CK_JOIN(a, b, i, j) \
  __builtin_shufflevector(a, b, i, j, 8 + i, 8 + j, 4 + i, 4 + j, 12 + i, 12 + j)
#else
#define CK_ZIP(a, b, i, j)                                                             \
  __builtin_shufflevector(a, b, i, 16 + i, j, 16 + j, 4 + i, 20 + i, 4 + j, 20 + j,    \
                          8 + i, 24 + i, 8 + j, 24 + j, 12 + i, 28 + i, 12 + j, 28 + j)
#define CK_JOIN(a, b, i, j)                                                            \
  __builtin_shufflevector(a, b, i, j, 16 + i, 16 + j, 4 + i, 4 + j, 20 + i, 20 + j,    \
                          8 + i, 8 + j, 24 + i, 24 + j, 12 + i, 12 + j, 28 + i, 28 + j)
#endif

/// four[k][j] = p[j·stride + k], j over a vector's lanes.
CK_INLINE void transpose_four(vec four[4], const float *p, ptrdiff_t stride) {
  const float *lane[CK_QUADS];
#pragma unroll
  for (int l = 0; l < CK_QUADS; l++) {
    lane[l] = p + 4 * l * stride;
    // Hides where the pointer comes from: the compiler would otherwise keep one pointer a row, far
    // more than there are registers, and load each from the stack before each use.
    __asm__("" : "+r"(lane[l]));
  }
  vec row0 = load_lanes(lane, 0), row1 = load_lanes(lane, stride);
  vec row2 = load_lanes(lane, 2 * stride), row3 = load_lanes(lane, 3 * stride);
  vec low01 = CK_ZIP(row0, row1, 0, 1), high01 = CK_ZIP(row0, row1, 2, 3);
  vec low23 = CK_ZIP(row2, row3, 0, 1), high23 = CK_ZIP(row2, row3, 2, 3);
  four[0] = CK_JOIN(low01, low23, 0, 1);
  four[1] = CK_JOIN(low01, low23, 2, 3);
  four[2] = CK_JOIN(high01, high23, 0, 1);
  four[3] = CK_JOIN(high01, high23, 2, 3);
}

/// The one column p[j·stride].
CK_INLINE vec gather(const float *p, ptrdiff_t stride) {
  float lanes[CK_WIDTH];
  for (ptrdiff_t j = 0; j < CK_WIDTH; j++) lanes[j] = p[j * stride];
  return load(lanes);
}
