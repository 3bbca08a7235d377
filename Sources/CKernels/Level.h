// One level's kernels: included once by each Level….c, which says
//   CK_WIDTH               how many floats a vector holds: 4, 8 or 16
//   CK_FMA(a, b, c)        a·b + c on vectors, rounded once; left out where the processor has no such
//                          thing: it is then computed in double
//   CK_MAX_VECTORS         how many vectors wide a product's panel can be: 1 or 4
//   CK_PANEL_VECTORS(rows) how many it is for that many rows, at most CK_MAX_VECTORS
//   CK_TILE_ROWS(vectors, adjoining)
//                          how many rows of it a tile holds in registers, at most 6; `adjoining`:
//                          whether those rows' factors lie side by side in memory
//   CK_TABLE               the name of the level's table
// (No include guard: a file that includes this is a level.)

#include "Vector.h"
#include "Elementwise.h"
#include "Transpose.h"
#include "Products.h"
#include "Softmax.h"
#include "Reductions.h"
#include "Adam.h"

const ck_kernels CK_TABLE = {
  .product = product,
  .product_left_transposed = product_left_transposed,
  .product_right_transposed = product_right_transposed,
  .column_sums = column_sums,
  .activation_backward = activation_backward,
  .exp = exp_all,
  .log = log_all,
  .tanh = tanh_all,
  .scale = scale,
  .add_scaled = add_scaled,
  .log_softmax_rows = log_softmax_rows,
  .sum_of_squares = sum_of_squares,
  .adam = adam,
  .peak = peak,
};
