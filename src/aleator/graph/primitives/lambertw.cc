// SPDX-License-Identifier: Apache-2.0
// Defines Lambert's W function.
#include "aleator/graph/scalar/lambertw.h"

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
          .file = "lambertw.cc",
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

constinit const Primitive kLambertw =
    function("lambertw",
             [](const PartialContext& c, std::size_t) { return exp(-c.output) / (1. + c.output); },
             elementwise_call(kernel<scalar::lambertw>), {.low = -0.3, .high = 20});

}  // namespace aleator
