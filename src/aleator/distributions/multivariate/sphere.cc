// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/sphere.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/random/random.h"

#include <cmath>
#include <numbers>

namespace aleator {

double log_area_of_sphere(std::int64_t n) {
  const double half = 0.5 * static_cast<double>(n);
  return std::numbers::ln2 + half * std::log(std::numbers::pi) - std::lgamma(half);
}

Array is_on_sphere(const Array& x) {
  const double tolerance = x.dtype() == float32 ? 1e-4 : 1e-9;
  return abs(sum(square(x), {.axes = {-1}, .keep_dims = true}) - 1.) <= tolerance;
}

std::int64_t check_direction(const char* who, const Array& mean_direction) {
  if (mean_direction.rank() < 1 || mean_direction.dim(-1) < 2)
    throw ShapeError(text(who,
                          ": parameter 'mean_direction' needs a last axis of at least 2 "
                          "coordinates, got shape ",
                          mean_direction.shape()));
  const Array is_valid = is_on_sphere(mean_direction);
  if (is_valid.is_known() && !all(is_valid).item<bool>())
    throw ValueError(text(who,
                          ": parameter 'mean_direction' must have length 1 along the last axis, "
                          "got ",
                          mean_direction));
  return mean_direction.dim(-1);
}

Array around_direction(const Key& key, const Array& mean_direction, const Array& complement) {
  const std::int64_t n = mean_direction.dim(-1);
  const auto along = [](const Array& x) { return sum(x, {.axes = {-1}, .keep_dims = true}); };
  const Array z = random::normal(key, complement.shape() + Shape{n}, complement.dtype());
  const Array across = z - along(z * mean_direction) * mean_direction;
  const Array c = expand_dims(complement, -1);
  const Array sine = sqrt(c * (2. - c));
  return (1. - c) * mean_direction + sine * across * rsqrt(along(square(across)));
}

}  // namespace aleator
