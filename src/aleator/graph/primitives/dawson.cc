// SPDX-License-Identifier: Apache-2.0
// Defines Dawson's integral.
#include "aleator/graph/scalar/dawson.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

namespace aleator {
namespace {

/// 1 - 2 x D(x), which cancels for large x: there the asymptotic series, whose fifth term is below
/// an ulp at 50.
Array dawsn_partial(const PartialContext& c, std::size_t) {
  const Array& x = c.inputs[0];
  const Array is_far = abs(x) > 50.;
  const Array t = 0.5 / square(where(is_far, x, 50.));
  const Array series = -t * (1. + 3. * t * (1. + 5. * t * (1. + 7. * t * (1. + 9. * t))));
  const Array near = where(is_far, 0., x);
  return where(is_far, series, 1. - 2. * near * dawsn(near));
}

template <double (*kFunction)(double)>
constexpr auto kernel =
    [](auto x) { return static_cast<decltype(x)>(kFunction(static_cast<double>(x))); };

constexpr Primitive function(const char* name, PartialRule partial, ScalarRule scalar,
                             TestDomain test) {
  return {.name = name,
          .file = "dawson.cc",
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

constinit const Primitive kDawsn = function(
    "dawsn", dawsn_partial, elementwise_call(kernel<scalar::dawsn>), {.low = -5, .high = 5});

}  // namespace aleator
