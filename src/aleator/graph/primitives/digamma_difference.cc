// SPDX-License-Identifier: Apache-2.0
// Defines the difference of two digamma functions.
#include "aleator/graph/scalar/digamma_difference.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"
#include "aleator/graph/primitives/in_double.h"

namespace aleator {
namespace {

constexpr auto kernel = [](auto x, decltype(x) y) { return scalar::digamma_difference(x, y); };

constexpr Primitive function(const char* name, PartialRule partial, ScalarRule scalar,
                             TestDomain test) {
  return {.name = name,
          .file = "digamma_difference.cc",
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

constinit const Primitive kDigammaDifference =
    function("digamma_difference",
             [](const PartialContext& c, std::size_t i) {
               const Array far = polygamma(1, c.inputs[0] + c.inputs[1]);
               return i == 0 ? polygamma(1, c.inputs[0]) - far : -far;
             },
             elementwise<Dtypes::floating>(InDouble<decltype(kernel)>()), {.low = 0.2, .high = 4});

}  // namespace aleator
