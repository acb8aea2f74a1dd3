// SPDX-License-Identifier: Apache-2.0
// Defines Gauss's hypergeometric function.
#include "aleator/graph/scalar/hypergeometric.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

namespace aleator {
namespace {

Array hyp2f1_partial(const PartialContext& c, std::size_t i) {
  if (i < 3) {
    throw NotImplemented(
        "hyp2f1: has no derivative in its first three arguments, the parameters; hold them fixed "
        "with stop_gradient");
  }
  const Array &p = c.inputs[0], &q = c.inputs[1], &r = c.inputs[2];
  return p * q / r * hyp2f1(p + 1., q + 1., r + 1., c.inputs[3]);
}

template <double (*kFunction)(double, double, double, double)>
constexpr auto kernel = [](auto x, decltype(x) y, decltype(x) z, decltype(x) w) {
  return static_cast<decltype(x)>(kFunction(static_cast<double>(x), static_cast<double>(y),
                                            static_cast<double>(z), static_cast<double>(w)));
};

constexpr Primitive function(const char* name, PartialRule partial, ScalarRule scalar,
                             TestDomain test) {
  return {.name = name,
          .file = "hypergeometric.cc",
          .num_inputs = 4,
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

constinit const Primitive kHyp2f1 = function(
    "hyp2f1", hyp2f1_partial, elementwise_call(kernel<scalar::hyp2f1>), {.low = 0.2, .high = 0.8});

}  // namespace aleator
