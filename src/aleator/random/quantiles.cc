// SPDX-License-Identifier: Apache-2.0
// Defines draws that are a closed form of one uniform number each.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/random_bits.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/random/random.h"
#include "aleator/random/stream.h"

#include <numbers>

namespace aleator::random {

Array laplace(const Key& key, const Shape& shape, Dtype dtype) {
  const Array u = uniform(key, shape, dtype);
  // The smaller tail probability keeps all digits.
  const Array size = -log_fraction(2. * minimum(u, 1. - u));
  return where(u < 0.5, -size, size);
}

Array logistic(const Key& key, const Shape& shape, Dtype dtype) {
  return logit(uniform(key, shape, dtype));
}

Array gumbel(const Key& key, const Shape& shape, Dtype dtype) {
  return -log(exponential(key, shape, dtype));
}

Array cauchy(const Key& key, const Shape& shape, Dtype dtype) {
  const Array u = uniform(key, shape, dtype);
  const Array size = 1. / tan(std::numbers::pi * minimum(u, 1. - u));
  return where(u < 0.5, -size, size);
}

Array geometric(const Key& key, const Array& probs, const Shape& shape) {
  const Array p = stop_gradient(astype(probs, float64));
  return astype(floor(exponential(key, shape) / -log1p(-p)), dtype_of_draws({probs}));
}

Array truncated_normal(const Key& key, const Array& low, const Array& high, const Shape& shape) {
  // In the tail with the smaller probabilities, so that their logarithms keep all digits.
  const Array is_upper = astype(low, float64) > 0.;
  const Array a = where(is_upper, -high, low), b = where(is_upper, -low, high);
  const Array log_high = log_ndtr(astype(b, float64));
  const Array share = exp(log_ndtr(astype(a, float64)) - log_high);
  const Array u = uniform(key, shape);
  const Array x = clip(ndtri_exp(log_high + log(u + (1. - u) * share)), a, b);
  return astype(where(is_upper, -x, x), dtype_of_draws({low, high}));
}

Array spherical_uniform(const Key& key, std::int64_t dimension, const Shape& shape, Dtype dtype) {
  const Array z = normal(key, shape + Shape{dimension}, dtype);
  return z * rsqrt(sum(square(z), {.axes = {-1}, .keep_dims = true}));
}

}  // namespace aleator::random
