// SPDX-License-Identifier: Apache-2.0
// Defines the Bessel function J.
#include "aleator/graph/scalar/bessel_j.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

#include <limits>

namespace aleator {
namespace {

/// J' = (v / z) J_v - J_(v+1), which at z = 0 is 1/2 for v = 1.
Array bessel_jv_partial(const PartialContext& c, std::size_t i) {
  const Array &v = c.inputs[0], &z = c.inputs[1];
  if (i == 0) {
    throw NotImplemented(
        "bessel_jv: has no derivative in its first argument, the order; hold it fixed with "
        "stop_gradient");
  }
  const Array is_limit = logical_and(z == 0., v > 0.), y = where(is_limit, 1., z);
  const double inf = std::numeric_limits<double>::infinity();
  return where(is_limit, where(v == 1., 0.5, where(v < 1., inf, 0.)),
               v / y * bessel_jv(v, y) - bessel_jv(v + 1., y));
}

template <double (*kFunction)(double, double)>
constexpr auto kernel = [](auto x, decltype(x) y) {
  return static_cast<decltype(x)>(kFunction(static_cast<double>(x), static_cast<double>(y)));
};

constexpr Primitive function(const char* name, PartialRule partial, ScalarRule scalar,
                             TestDomain test) {
  return {.name = name,
          .file = "bessel_j.cc",
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

constinit const Primitive kBesselJv =
    function("bessel_jv", bessel_jv_partial, elementwise_call(kernel<scalar::bessel_jv>),
             {.low = 0.2, .high = 4});

}  // namespace aleator
