// One step of Adam.

typedef struct {
  vec beta1, beta1_rest, beta2, beta2_rest, step_size, root_correction, epsilon;
} adam_constants;

// m = β₁m + (1 − β₁)g;  v = β₂v + (1 − β₂)g²;  p −= step · m / (√v / root_correction + ε)
CK_INLINE void adam_one(const adam_constants *k, vec *p, vec *m, vec *v, vec g) {
  *m = fma_(k->beta1_rest, g, k->beta1 * *m);
  *v = fma_(k->beta2_rest * g, g, k->beta2 * *v);
  vec root = __builtin_elementwise_sqrt(*v) / k->root_correction + k->epsilon;
  *p = fma_(-k->step_size, *m / root, *p);
}

static void adam(float *parameters, float *first_moment, float *second_moment,
                 const float *gradient, ptrdiff_t count, float beta1, float beta2,
                 float step_size, float root_correction, float epsilon) {
  const adam_constants constants = {
    splat(beta1), splat(1 - beta1), splat(beta2), splat(1 - beta2), splat(step_size),
    splat(root_correction), splat(epsilon)};
  for (ptrdiff_t i = 0; i < count; i += CK_WIDTH) {
    float *p = parameters + i, *m = first_moment + i, *v = second_moment + i;
    const float *g = gradient + i;
    if (i + CK_WIDTH <= count) {
      vec p1 = load(p), m1 = load(m), v1 = load(v);
      adam_one(&constants, &p1, &m1, &v1, load(g));
      store(p, p1), store(m, m1), store(v, v1);
    } else {
      ptrdiff_t n = count - i;
      vec p1 = load_some(p, n), m1 = load_some(m, n), v1 = load_some(v, n);
      adam_one(&constants, &p1, &m1, &v1, load_some(g, n));
      store_some(p, p1, n), store_some(m, m1, n), store_some(v, v1, n);
    }
  }
}
