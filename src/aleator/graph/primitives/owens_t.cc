// SPDX-License-Identifier: Apache-2.0
// Defines Owen's T function.
#include "aleator/graph/scalar/owens_t.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

#include <cmath>

namespace aleator {
namespace {

constexpr double kSqrtHalf = 0.70710678118654752440;
constexpr double kTwoPi = 6.2831853071795864769;

/// -phi(h) erf(a h / sqrt(2)) / 2 by h, phi(h) phi(a h) / (1 + a^2) by a.
Array owens_t_partial(const PartialContext& c, std::size_t i) {
  const Array &h = c.inputs[0], &a = c.inputs[1];
  if (i == 0) return -0.5 / std::sqrt(kTwoPi) * exp(-0.5 * square(h)) * erf(kSqrtHalf * h * a);
  const Array rest = 1. + square(a);
  return exp(-0.5 * square(h) * rest) / (kTwoPi * rest);
}

template <double (*kFunction)(double, double)>
constexpr auto kernel = [](auto x, decltype(x) y) {
  return static_cast<decltype(x)>(kFunction(static_cast<double>(x), static_cast<double>(y)));
};

constexpr Primitive function(const char* name, PartialRule partial, ScalarRule scalar,
                             TestDomain test) {
  return {.name = name,
          .file = "owens_t.cc",
          .num_inputs = 2,
          .dtypes = Dtypes::floating,
          .is_elementwise = true,
          .keeps_weak = true,
          .infer = infer_same,
          .partial = partial,
          .batch = batch_elementwise,
          .scalar = scalar,
          .test = test};
}

}  // namespace

constinit const Primitive kOwensT = function(
    "owens_t", owens_t_partial, elementwise_call(kernel<scalar::owens_t>), {.low = -2, .high = 2});

}  // namespace aleator
