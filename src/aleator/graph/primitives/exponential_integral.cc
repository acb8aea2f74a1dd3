// SPDX-License-Identifier: Apache-2.0
// Defines the exponential integrals.
#include "aleator/graph/scalar/exponential_integral.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

namespace aleator {
namespace {

template <double (*kFunction)(double)>
constexpr auto kernel =
    [](auto x) { return static_cast<decltype(x)>(kFunction(static_cast<double>(x))); };

constexpr Primitive function(const char* name, PartialRule partial, ScalarRule scalar,
                             TestDomain test) {
  return {.name = name,
          .file = "exponential_integral.cc",
          .num_inputs = 1,
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

constinit const Primitive kExpint = function(
    "expint", [](const PartialContext& c, std::size_t) { return exp(c.inputs[0]) / c.inputs[0]; },
    elementwise_call(kernel<scalar::expint>), {.low = 0.2, .high = 5});

constinit const Primitive kExponentialIntegralE1 =
    function("exponential_integral_e1",
             [](const PartialContext& c, std::size_t) { return -exp(-c.inputs[0]) / c.inputs[0]; },
             elementwise_call(kernel<scalar::exponential_integral_e1>), {.low = 0.2, .high = 5});

}  // namespace aleator
