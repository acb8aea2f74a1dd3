// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/normal_log_cosh.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"

#include <cmath>
#include <numbers>

namespace aleator {
namespace {

/// first, first + step, ... along a new leading axis before those of `like`.
Array nodes(double first, double step, std::int64_t num, const Array& like) {
  const Dims ones(static_cast<std::size_t>(like.rank()), 1);
  return reshape(first + step * astype(arange(num), like.dtype()), Shape{num} + Shape(ones));
}

Array normal_density(const Array& z) {
  return exp(-0.5 * square(z)) / std::sqrt(2 * std::numbers::pi);
}

/// What log(2 cosh(z / 2)) is more than |z| / 2.
Array excess(const Array& distance) { return log1p(exp(-distance)); }

/// For scales up to 1: the trapezoidal rule over the standardized variable. The function has its
/// nearest singularities at +-i pi.
Array mean_of_narrow(const Array& loc, const Array& scale) {
  constexpr std::int64_t kNum = 41;
  constexpr double kStep = 0.42;
  const Array u = nodes(-kStep * ((kNum - 1) / 2), kStep, kNum, scale);
  const Array distance = abs(loc + scale * u);
  return sum(kStep * normal_density(u) * (0.5 * distance + excess(distance)), {.axes = {0}});
}

/// For scales from 1 on: E|Z| / 2 and the excess over it, which ends within tens of 0, where the
/// density is smooth; by the trapezoidal rule in t with |z| = exp(t - exp(-t)).
Array mean_of_wide(const Array& loc, const Array& scale) {
  constexpr std::int64_t kNum = 110;
  constexpr double kStep = 1. / 12;
  const Array t = nodes(-60 * kStep, kStep, kNum, scale);
  const Array distance = exp(t - exp(-t)), weight = kStep * distance * (1. + exp(-t));
  const Array density =
      normal_density((distance - loc) / scale) + normal_density((distance + loc) / scale);
  const Array standard = loc / scale;
  const Array mean_distance =
      2. * scale * normal_density(standard) + loc * erf(standard / std::numbers::sqrt2);
  return 0.5 * mean_distance + sum(weight * excess(distance) * density / scale, {.axes = {0}});
}

}  // namespace

Array mean_log_cosh_of_normal(const Array& loc, const Array& scale) {
  const Array is_narrow = scale <= 1.;
  return where(is_narrow, mean_of_narrow(loc, where(is_narrow, scale, 1.)),
               mean_of_wide(loc, where(is_narrow, 1., scale)));
}

}  // namespace aleator
