// SPDX-License-Identifier: Apache-2.0
// Defines the regularised incomplete beta function, its logarithms and inverses, and their
// derivatives by the concentrations.
#include "aleator/graph/scalar/incomplete_beta.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"
#include "aleator/graph/primitives/in_double.h"
#include "aleator/graph/scalar/log_beta.h"

#include <limits>

namespace aleator {
namespace {

constexpr auto lbeta_kernel = [](auto a, decltype(a) b) { return scalar::lbeta(a, b); };

/// The logarithm of x^(a-1) (1-x)^(b-1) / B(a, b).
Array log_density(const Array& a, const Array& b, const Array& x) {
  return xlogy(a - 1., x) + xlog1py(b - 1., -x) - lbeta(a, b);
}
Array log_density(const PartialContext& c) {
  return log_density(c.inputs[0], c.inputs[1], c.inputs[2]);
}

/// d log f / da of the density f; for b with the arguments exchanged and 1 - x.
Array slope_of_log_density(const PartialContext& c, bool by_a) {
  const Array &a = c.inputs[0], &b = c.inputs[1], &x = c.inputs[2];
  return by_a ? log(x) - digamma(a) + digamma(a + b) : log1p(-x) - digamma(b) + digamma(a + b);
}

Array gradient(const PartialContext& c, std::size_t i) {
  const Array &a = c.inputs[0], &b = c.inputs[1], &x = c.inputs[2];
  return i == 0 ? betainc_gradient_a(a, b, x) : betainc_gradient_b(a, b, x);
}
Array implicit(const Array& a, const Array& b, const Array& x, std::size_t i) {
  return i == 0 ? beta_implicit_gradient_a(a, b, x) : beta_implicit_gradient_b(a, b, x);
}

[[noreturn]] void fail_second_derivative(const char* name) {
  throw NotImplemented(text(name,
                            ": has no derivative in its first two arguments; hold them fixed with "
                            "stop_gradient"));
}

Array tail_partial(const PartialContext& c, std::size_t i, double sign) {
  return sign * (i < 2 ? gradient(c, i) : exp(log_density(c)));
}

/// Of a logarithm: ratios that stay finite where density and tail vanish, and 0 where the value is
/// -inf, so that it can be masked.
Array log_partial(const PartialContext& c, std::size_t i, double sign) {
  const Array is_void = c.output == -std::numeric_limits<double>::infinity();
  const Array density = log_density(c.inputs[0], c.inputs[1], where(is_void, 0.5, c.inputs[2]));
  const Array hazard = where(is_void, 0., sign * exp(density - where(is_void, 0., c.output)));
  if (i == 2) return hazard;
  const Array slope = implicit(c.inputs[0], c.inputs[1], where(is_void, 0.5, c.inputs[2]), i);
  return -slope * hazard;
}

Array gradient_partial(const PartialContext& c, std::size_t i, bool by_a) {
  if (i < 2) fail_second_derivative(c.primitive.name);
  return exp(log_density(c)) * slope_of_log_density(c, by_a);
}

/// g = -F_a / f, so dg/dx = -d log f / da - g d log f / dx.
Array implicit_partial(const PartialContext& c, std::size_t i, bool by_a) {
  if (i < 2) fail_second_derivative(c.primitive.name);
  const Array &a = c.inputs[0], &b = c.inputs[1], &x = c.inputs[2];
  return -slope_of_log_density(c, by_a) - c.output * ((a - 1.) / x - (b - 1.) / (1. - x));
}

Array inverse_partial(const PartialContext& c, std::size_t i, double sign) {
  const Array &a = c.inputs[0], &b = c.inputs[1];
  return i < 2 ? implicit(a, b, c.output, i) : sign * exp(-log_density(a, b, c.output));
}

template <double (*kFunction)(double, double, double)>
constexpr auto kernel = [](auto a, decltype(a) b, decltype(a) x) {
  return static_cast<decltype(a)>(
      kFunction(static_cast<double>(a), static_cast<double>(b), static_cast<double>(x)));
};

constexpr Primitive ternary_function(const char* name, PartialRule partial, ScalarRule scalar) {
  return {.name = name,
          .file = "incomplete_beta.cc",
          .num_inputs = 3,
          .dtypes = Dtypes::floating,
          .is_elementwise = true,
          .keeps_weak = true,
          .infer = infer_same,
          .partial = partial,
          .batch = batch_elementwise,
          .scalar = scalar,
          .test = {.low = 0.2, .high = 0.8}};
}

}  // namespace

constinit const Primitive kLbeta{
    .name = "lbeta",
    .file = "incomplete_beta.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c,
                  std::size_t i) { return digamma_difference(c.inputs[i], c.inputs[1 - i]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>(InDouble<decltype(lbeta_kernel)>()),
    .test = {.low = 0.2, .high = 4},
};

constinit const Primitive kBetainc = ternary_function(
    "betainc", [](const PartialContext& c, std::size_t i) { return tail_partial(c, i, 1); },
    elementwise_call(kernel<scalar::betainc>));

constinit const Primitive kBetaincc = ternary_function(
    "betaincc", [](const PartialContext& c, std::size_t i) { return tail_partial(c, i, -1); },
    elementwise_call(kernel<scalar::betaincc>));

constinit const Primitive kLogBetainc = ternary_function(
    "log_betainc", [](const PartialContext& c, std::size_t i) { return log_partial(c, i, 1); },
    elementwise_call(kernel<scalar::log_betainc>));

constinit const Primitive kLogBetaincc = ternary_function(
    "log_betaincc", [](const PartialContext& c, std::size_t i) { return log_partial(c, i, -1); },
    elementwise_call(kernel<scalar::log_betaincc>));

constinit const Primitive kBetaincGradientA = ternary_function(
    "betainc_gradient_a",
    [](const PartialContext& c, std::size_t i) { return gradient_partial(c, i, true); },
    elementwise_call(kernel<scalar::betainc_gradient_a>));

constinit const Primitive kBetaincGradientB = ternary_function(
    "betainc_gradient_b",
    [](const PartialContext& c, std::size_t i) { return gradient_partial(c, i, false); },
    elementwise_call(kernel<scalar::betainc_gradient_b>));

constinit const Primitive kBetaImplicitGradientA = ternary_function(
    "beta_implicit_gradient_a",
    [](const PartialContext& c, std::size_t i) { return implicit_partial(c, i, true); },
    elementwise_call(kernel<scalar::beta_implicit_gradient_a>));

constinit const Primitive kBetaImplicitGradientB = ternary_function(
    "beta_implicit_gradient_b",
    [](const PartialContext& c, std::size_t i) { return implicit_partial(c, i, false); },
    elementwise_call(kernel<scalar::beta_implicit_gradient_b>));

constinit const Primitive kBetaincinv = ternary_function(
    "betaincinv", [](const PartialContext& c, std::size_t i) { return inverse_partial(c, i, 1); },
    elementwise_call(kernel<scalar::betaincinv>));

constinit const Primitive kBetainccinv = ternary_function(
    "betainccinv", [](const PartialContext& c, std::size_t i) { return inverse_partial(c, i, -1); },
    elementwise_call(kernel<scalar::betainccinv>));

}  // namespace aleator
