// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/psd_kernels/stationary.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <cmath>
#include <numbers>

namespace aleator::math::psd_kernels {
namespace {

/// sqrt(x), whose derivative at 0 is 0.
Array root(const Array& x) {
  const Array is_positive = x > 0.;
  return where(is_positive, sqrt(where(is_positive, x, 1.)), 0.);
}

/// The kernel amplitude^2 shape(r2, parameters), r2 being the sum over features of squared
/// differences.
struct Description {
  using ShapeFunction = Array (*)(const Array& x, const Arrays& parameters);
  std::string_view name;
  Arrays parameters;  ///< amplitude, length_scale, others
  int feature_ndims;
  ShapeFunction shape;
  ShapeFunction of_difference = nullptr;  ///< before differences are squared; null for themselves
};

struct StationaryRules final : PositiveSemidefiniteKernelRules {
  explicit StationaryRules(const Description& description) : d(description) {
    if (d.feature_ndims < 0)
      throw ValueError(text(d.name, ": feature_ndims must be 0 or more, got ", d.feature_ndims));
  }
  const Description d;

  std::string_view name() const override { return d.name; }
  int feature_ndims() const override { return d.feature_ndims; }
  Arrays parameters() const override { return d.parameters; }
  Array apply(const Array& x1, const Array& x2, int example_ndims) const override {
    Arrays here, of_features;
    for (const Array& parameter : d.parameters) {
      here.push_back(for_examples(parameter, example_ndims));
      of_features.push_back(for_examples(parameter, example_ndims + d.feature_ndims));
    }
    Array difference = x1 - x2;
    if (d.of_difference) difference = d.of_difference(difference, of_features);
    Dims axes;
    for (int axis = 1; axis <= d.feature_ndims; ++axis) axes.push_back(-axis);
    const Array squares = square(difference);
    return square(here[0]) * d.shape(axes.empty() ? squares : sum(squares, {.axes = axes}), here);
  }
};

Ref<const PositiveSemidefiniteKernelRules> made(const Description& description) {
  return make_ref<StationaryRules>(description);
}
Ref<const PositiveSemidefiniteKernelRules> of_distance(std::string_view name,
                                                       const StationaryKernelParameters& p,
                                                       Description::ShapeFunction shape) {
  return made({.name = name,
               .parameters = {p.amplitude, p.length_scale},
               .feature_ndims = p.feature_ndims,
               .shape = shape});
}

/// sqrt(2 order) |x - y| / length_scale.
Array matern_distance(double twice_order, const Array& r2, const Arrays& p) {
  return std::sqrt(twice_order) * root(r2) / p[1];
}

}  // namespace

ExponentiatedQuadratic::ExponentiatedQuadratic(const StationaryKernelParameters& parameters)
    : PositiveSemidefiniteKernel(of_distance(
          "ExponentiatedQuadratic", parameters,
          [](const Array& r2, const Arrays& p) { return exp(-0.5 * r2 / square(p[1])); })) {}

MaternOneHalf::MaternOneHalf(const StationaryKernelParameters& parameters)
    : PositiveSemidefiniteKernel(of_distance(
          "MaternOneHalf", parameters,
          [](const Array& r2, const Arrays& p) { return exp(-matern_distance(1, r2, p)); })) {}

MaternThreeHalves::MaternThreeHalves(const StationaryKernelParameters& parameters)
    : PositiveSemidefiniteKernel(
          of_distance("MaternThreeHalves", parameters, [](const Array& r2, const Arrays& p) {
            const Array z = matern_distance(3, r2, p);
            return (1. + z) * exp(-z);
          })) {}

MaternFiveHalves::MaternFiveHalves(const StationaryKernelParameters& parameters)
    : PositiveSemidefiniteKernel(
          of_distance("MaternFiveHalves", parameters, [](const Array& r2, const Arrays& p) {
            const Array z = matern_distance(5, r2, p);
            return (1. + z + square(z) / 3.) * exp(-z);
          })) {}

// The logarithm is finite where K overflows and z^df underflows.
GeneralizedMatern::GeneralizedMatern(const GeneralizedMaternParameters& p)
    : PositiveSemidefiniteKernel(made({.name = "GeneralizedMatern",
                                       .parameters = {p.amplitude, p.length_scale, p.df},
                                       .feature_ndims = p.feature_ndims,
                                       .shape = [](const Array& r2, const Arrays& own) {
                                         const Array &df = own[2], is_apart = r2 > 0.;
                                         const Array z =
                                             sqrt(2. * df * where(is_apart, r2, 1.)) / own[1];
                                         const Array log_shape = (1. - df) * std::numbers::ln2 -
                                                                 lgamma(df) + df * log(z) +
                                                                 log_bessel_kve(df, z) - z;
                                         return where(is_apart, exp(log_shape), 1.);
                                       }})) {}

RationalQuadratic::RationalQuadratic(const RationalQuadraticParameters& p)
    : PositiveSemidefiniteKernel(
          made({.name = "RationalQuadratic",
                .parameters = {p.amplitude, p.length_scale, p.scale_mixture_rate},
                .feature_ndims = p.feature_ndims,
                .shape = [](const Array& r2, const Arrays& own) {
                  return exp(-own[2] * log1p(0.5 * r2 / (own[2] * square(own[1]))));
                }})) {}

// The power of 0 has no derivative below power 1.
GammaExponential::GammaExponential(const GammaExponentialParameters& p)
    : PositiveSemidefiniteKernel(made({.name = "GammaExponential",
                                       .parameters = {p.amplitude, p.length_scale, p.power},
                                       .feature_ndims = p.feature_ndims,
                                       .shape = [](const Array& r2, const Arrays& own) {
                                         const Array is_apart = r2 > 0.;
                                         const Array ratio =
                                             0.5 * where(is_apart, r2, 1.) / square(own[1]);
                                         return where(is_apart, exp(-power(ratio, own[2])), 1.);
                                       }})) {}

ExpSinSquared::ExpSinSquared(const ExpSinSquaredParameters& p)
    : PositiveSemidefiniteKernel(
          made({.name = "ExpSinSquared",
                .parameters = {p.amplitude, p.length_scale, p.period},
                .feature_ndims = p.feature_ndims,
                .shape = [](const Array& s2,
                            const Arrays& own) { return exp(-2. * s2 / square(own[1])); },
                .of_difference = [](const Array& difference,
                                    const Arrays& own) { return sinpi(difference / own[2]); }})) {}

}  // namespace aleator::math::psd_kernels
