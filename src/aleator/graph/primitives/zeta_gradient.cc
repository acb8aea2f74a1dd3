// SPDX-License-Identifier: Apache-2.0
// Defines the derivative of the Hurwitz zeta function by its exponent.
#include "aleator/graph/scalar/zeta_gradient.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

namespace aleator {
namespace {

Array zeta_gradient_partial(const PartialContext& c, std::size_t i) {
  if (i == 0) {
    throw NotImplemented(
        "zeta_gradient_s: has no derivative in its first argument, the exponent; hold it fixed "
        "with stop_gradient");
  }
  const Array &s = c.inputs[0], &q = c.inputs[1];
  return -zeta(s + 1., q) - s * zeta_gradient_s(s + 1., q);
}

template <double (*kFunction)(double, double)>
constexpr auto kernel = [](auto x, decltype(x) y) {
  return static_cast<decltype(x)>(kFunction(static_cast<double>(x), static_cast<double>(y)));
};

constexpr Primitive function(const char* name, PartialRule partial, ScalarRule scalar,
                             TestDomain test) {
  return {.name = name,
          .file = "zeta_gradient.cc",
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

constinit const Primitive kZetaGradientS =
    function("zeta_gradient_s", zeta_gradient_partial,
             elementwise_call(kernel<scalar::zeta_gradient_s>), {.low = 1.1, .high = 10});

}  // namespace aleator
