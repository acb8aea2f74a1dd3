// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/parts/pooling.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/sort.h"

namespace aleator::mcmc {

Array median(const Array& x) {
  const std::int64_t n = x.dim(0);
  const Array sorted = sort(x, {.axis = 0});
  const Array low = slice_axis(sorted, 0, (n - 1) / 2, (n - 1) / 2 + 1),
              high = slice_axis(sorted, 0, n / 2, n / 2 + 1);
  return reshape(0.5 * (low + high), x.shape().without(0));
}

Array is_typical(const Array& mean_log_density, const Array& variance_within) {
  const Array center = median(mean_log_density);
  const Array distance = abs(mean_log_density - center);
  const Array limit = 3 * 1.4826 * median(distance) + 4. * sqrt(median(variance_within));
  return logical_and(is_finite(mean_log_density), distance <= limit);
}

Moments no_moments(const Array& like) {
  return {zeros({}, float64), zeros_like(like), zeros_like(like)};
}

Moments with(const Moments& m, const Array& x) {
  const Array count = m.count + 1.;
  const Array deviation = x - m.mean;
  const Array mean = m.mean + deviation / astype(count, x.dtype());
  return {count, mean, m.squares + deviation * (x - mean)};
}

Moments pooled(const Moments& chains, const Array& is_chosen) {
  const Dtype dtype = chains.mean.dtype();
  const Array weight = where(is_chosen, chains.count, 0.);
  Shape column = weight.shape();
  for (std::int64_t axis = 1; axis < chains.mean.rank(); ++axis) column = column + Shape{1};
  const Array w = astype(reshape(weight, column), dtype);
  const Array total = sum(weight), divisor = astype(maximum(total, 1.), dtype);
  // A chain that is left out may hold what is not finite.
  const Array means = where(w > 0., chains.mean, 0.), squares = where(w > 0., chains.squares, 0.);
  const Array mean = sum(w * means, {.axes = {0}}) / divisor;
  return {total, mean, sum(squares + w * square(means - mean), {.axes = {0}})};
}

Array variance(const Moments& m) {
  return m.squares / astype(maximum(m.count - 1., 1.), m.squares.dtype());
}

}  // namespace aleator::mcmc
