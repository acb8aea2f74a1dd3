// SPDX-License-Identifier: Apache-2.0
// Defines the regularised incomplete gamma functions, their logarithms and inverses, and their
// derivatives by the concentration.
#include "aleator/graph/scalar/incomplete_gamma.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

namespace aleator {
namespace {

constexpr double kLogTwoPi = 1.8378770664093454836;

/// log Gamma(a) less Stirling's formula, for a >= 16.
Array stirling_correction(const Array& a) {
  const Array w = 1. / square(a);
  return (1. / 12 + w * (-1. / 360 + w * (1. / 1260 + w * (-1. / 1680 + w / 1188.)))) / a;
}

/// The logarithm of x^(a-1) exp(-x) / Gamma(a). For large a it is small against its terms: there
/// they are combined first.
Array log_density(const Array& a, const Array& x) {
  const Array is_large = a > 16.;
  const Array b = where(is_large, a, 16.), m = (where(is_large, x, b) - b) / b;
  const Array large =
      b * (log1p(m) - m) - 0.5 * (log(b) + kLogTwoPi) - stirling_correction(b) + log(b) - log(x);
  const Array c = where(is_large, 1., a);
  return where(is_large, large, xlogy(c - 1., x) - x - lgamma(c));
}

Array density(const PartialContext& c) { return exp(log_density(c.inputs[0], c.inputs[1])); }

/// d log f / da of the density f.
Array slope_of_log_density(const Array& a, const Array& x) { return log(x) - digamma(a); }

[[noreturn]] void fail_second_derivative(const char* name) {
  throw NotImplemented(text(name,
                            ": has no derivative in its first argument; hold it fixed with "
                            "stop_gradient"));
}

/// The derivatives of a logarithm: both are ratios that stay finite where density and tail vanish.
Array log_partial(const PartialContext& c, std::size_t i, double sign) {
  const Array hazard = sign * exp(log_density(c.inputs[0], c.inputs[1]) - c.output);
  return i == 1 ? hazard : -gamma_implicit_gradient(c.inputs[0], c.inputs[1]) * hazard;
}

Array gradient_partial(const PartialContext& c, std::size_t i) {
  if (i == 0) fail_second_derivative("igamma_gradient_a");
  return density(c) * slope_of_log_density(c.inputs[0], c.inputs[1]);
}

/// g = -F_a / f, so dg/dx = -d log f / da - g d log f / dx.
Array implicit_partial(const PartialContext& c, std::size_t i) {
  if (i == 0) fail_second_derivative("gamma_implicit_gradient");
  const Array &a = c.inputs[0], &x = c.inputs[1];
  return -slope_of_log_density(a, x) - c.output * ((a - 1.) / x - 1.);
}

Array inverse_partial(const PartialContext& c, std::size_t i, double sign) {
  const Array& a = c.inputs[0];
  return i == 0 ? gamma_implicit_gradient(a, c.output) : sign * exp(-log_density(a, c.output));
}

template <double (*kFunction)(double, double)>
constexpr auto kernel = [](auto a, decltype(a) x) {
  return static_cast<decltype(a)>(kFunction(static_cast<double>(a), static_cast<double>(x)));
};

constexpr Primitive binary_function(const char* name, PartialRule partial, ScalarRule scalar,
                                    TestDomain test) {
  return {.name = name,
          .file = "incomplete_gamma.cc",
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

constinit const Primitive kIgamma =
    binary_function("igamma",
                    [](const PartialContext& c, std::size_t i) {
                      return i == 0 ? igamma_gradient_a(c.inputs[0], c.inputs[1]) : density(c);
                    },
                    elementwise_call(kernel<scalar::igamma>), {.low = 0.2, .high = 4});

constinit const Primitive kIgammac =
    binary_function("igammac",
                    [](const PartialContext& c, std::size_t i) {
                      return -(i == 0 ? igamma_gradient_a(c.inputs[0], c.inputs[1]) : density(c));
                    },
                    elementwise_call(kernel<scalar::igammac>), {.low = 0.2, .high = 4});

constinit const Primitive kLogIgamma = binary_function(
    "log_igamma", [](const PartialContext& c, std::size_t i) { return log_partial(c, i, 1); },
    elementwise_call(kernel<scalar::log_igamma>), {.low = 0.2, .high = 4});

constinit const Primitive kLogIgammac = binary_function(
    "log_igammac", [](const PartialContext& c, std::size_t i) { return log_partial(c, i, -1); },
    elementwise_call(kernel<scalar::log_igammac>), {.low = 0.2, .high = 4});

constinit const Primitive kIgammaGradientA =
    binary_function("igamma_gradient_a", gradient_partial,
                    elementwise_call(kernel<scalar::igamma_gradient_a>), {.low = 0.2, .high = 4});

constinit const Primitive kGammaImplicitGradient = binary_function(
    "gamma_implicit_gradient", implicit_partial,
    elementwise_call(kernel<scalar::gamma_implicit_gradient>), {.low = 0.2, .high = 4});

constinit const Primitive kIgammainv = binary_function(
    "igammainv", [](const PartialContext& c, std::size_t i) { return inverse_partial(c, i, 1); },
    elementwise_call(kernel<scalar::igammainv>), {.low = 0.2, .high = 0.8});

constinit const Primitive kIgammacinv = binary_function(
    "igammacinv", [](const PartialContext& c, std::size_t i) { return inverse_partial(c, i, -1); },
    elementwise_call(kernel<scalar::igammacinv>), {.low = 0.2, .high = 0.8});

}  // namespace aleator
