// SPDX-License-Identifier: Apache-2.0
// Defines the distribution function of the von Mises distribution and its derivatives by the
// concentration.
#include "aleator/graph/scalar/von_mises.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

namespace aleator {
namespace {

constexpr double kTwoPi = 6.2831853071795864769;

/// The density at x, as far as it can be told in (-pi, pi).
Array density(const Array& x, const Array& concentration) {
  return exp(-2. * concentration * square(sin(0.5 * x))) / (kTwoPi * bessel_ive(0., concentration));
}

/// The derivative of its logarithm by the concentration, cos(x) less its mean.
Array slope_of_log_density(const Array& x, const Array& concentration) {
  return -2. * square(sin(0.5 * x)) - log_bessel_ive_gradient_z(0., concentration);
}

Array cdf_partial(const PartialContext& c, std::size_t i) {
  const Array &x = c.inputs[0], &concentration = c.inputs[1];
  return i == 0 ? density(x, concentration)
                : von_mises_cdf_gradient_concentration(x, concentration);
}

void check_is_point(const PartialContext& c, std::size_t i) {
  if (i == 0) return;
  throw NotImplemented(text(c.primitive.name,
                            ": has no derivative in its second argument, the concentration; hold "
                            "it fixed with stop_gradient"));
}

Array cdf_gradient_partial(const PartialContext& c, std::size_t i) {
  check_is_point(c, i);
  return density(c.inputs[0], c.inputs[1]) * slope_of_log_density(c.inputs[0], c.inputs[1]);
}

/// g = -F_k / f, so dg/dx = -d log f / dk - g d log f / dx.
Array implicit_partial(const PartialContext& c, std::size_t i) {
  check_is_point(c, i);
  const Array &x = c.inputs[0], &concentration = c.inputs[1];
  return -slope_of_log_density(x, concentration) + c.output * concentration * sin(x);
}

template <double (*kFunction)(double, double)>
constexpr auto kernel = [](auto x, decltype(x) y) {
  return static_cast<decltype(x)>(kFunction(static_cast<double>(x), static_cast<double>(y)));
};

constexpr Primitive function(const char* name, PartialRule partial, ScalarRule scalar,
                             TestDomain test) {
  return {.name = name,
          .file = "von_mises.cc",
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

constinit const Primitive kVonMisesCdf =
    function("von_mises_cdf", cdf_partial, elementwise_call(kernel<scalar::von_mises_cdf>),
             {.low = 0.2, .high = 3});

constinit const Primitive kVonMisesCdfGradientConcentration =
    function("von_mises_cdf_gradient_concentration", cdf_gradient_partial,
             elementwise_call(kernel<scalar::von_mises_cdf_gradient_concentration>),
             {.low = 0.2, .high = 3});

constinit const Primitive kVonMisesImplicitGradient = function(
    "von_mises_implicit_gradient", implicit_partial,
    elementwise_call(kernel<scalar::von_mises_implicit_gradient>), {.low = 0.2, .high = 3});

}  // namespace aleator
