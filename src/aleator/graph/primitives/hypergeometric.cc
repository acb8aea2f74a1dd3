// SPDX-License-Identifier: Apache-2.0
// Defines Gauss's hypergeometric function and its derivatives by parameters.
#include "aleator/graph/scalar/hypergeometric.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

namespace aleator {
namespace {

/// The function of the parameters, all one larger, at the same argument.
using Function = Array(const Array&, const Array&, const Array&, const Array&);
Array at_next(Function& function, const Arrays& x) {
  return function(x[0] + 1., x[1] + 1., x[2] + 1., x[3]);
}

Array hyp2f1_partial(const PartialContext& context, std::size_t i) {
  const Arrays& x = context.inputs;
  const Array &a = x[0], &b = x[1], &c = x[2], &z = x[3];
  if (i == 0) return hyp2f1_gradient_a(a, b, c, z);
  if (i == 1) return hyp2f1_gradient_a(b, a, c, z);
  if (i == 2) return hyp2f1_gradient_c(a, b, c, z);
  return a * b / c * at_next(hyp2f1, x);
}

void check_is_argument(std::size_t i) {
  if (i == 3) return;
  throw NotImplemented(
      "hyp2f1: has no second derivatives in its first three arguments, the parameters; hold them "
      "fixed with stop_gradient");
}

// Derivatives of that by the argument, a b / c F(a + 1, b + 1; c + 1; z).
Array gradient_a_partial(const PartialContext& context, std::size_t i) {
  check_is_argument(i);
  const Arrays& x = context.inputs;
  return x[1] / x[2] * (at_next(hyp2f1, x) + x[0] * at_next(hyp2f1_gradient_a, x));
}

Array gradient_c_partial(const PartialContext& context, std::size_t i) {
  check_is_argument(i);
  const Arrays& x = context.inputs;
  return x[0] * x[1] / x[2] * (at_next(hyp2f1_gradient_c, x) - at_next(hyp2f1, x) / x[2]);
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
constinit const Primitive kHyp2f1GradientA =
    function("hyp2f1_gradient_a", gradient_a_partial,
             elementwise_call(kernel<scalar::hyp2f1_gradient_a>), {.low = 0.2, .high = 0.8});
constinit const Primitive kHyp2f1GradientC =
    function("hyp2f1_gradient_c", gradient_c_partial,
             elementwise_call(kernel<scalar::hyp2f1_gradient_c>), {.low = 0.2, .high = 0.8});

}  // namespace aleator
