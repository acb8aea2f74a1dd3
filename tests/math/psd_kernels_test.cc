// SPDX-License-Identifier: Apache-2.0
// Tests covariance kernels at values that mpmath gives with 40 digits, their matrices, batches and
// derivatives at equal points.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::math::psd_kernels {
namespace {

const StationaryKernelParameters kStationary{.amplitude = 1.5, .length_scale = 2.5};

const Array kFixed = array({{0., 0.}, {1., -0.5}, {1.5, 1.}});

/// Numbers between -1 and 1 without order.
Array scattered(const Shape& shape, double start) {
  return sin(2.3 * reshape(arange(shape.size(), float64), shape) + start);
}

struct Case {
  const char* name;
  PositiveSemidefiniteKernel kernel;
  double value;  ///< at (0.5, -1) and (2, 0.25)
};

std::vector<Case> cases() {
  return {
      {"ExponentiatedQuadratic", ExponentiatedQuadratic(kStationary), 1.658527592381162398},
      {"MaternOneHalf", MaternOneHalf(kStationary), 1.0303569015957063865},
      {"MaternThreeHalves", MaternThreeHalves(kStationary), 1.3685485715506507917},
      {"MaternFiveHalves", MaternFiveHalves(kStationary), 1.4766059047535470688},
      {"RationalQuadratic",
       RationalQuadratic({.amplitude = 1.5, .length_scale = 2.5, .scale_mixture_rate = 0.75}),
       1.7419637811500480336},
      {"GammaExponential", GammaExponential({.amplitude = 1.5, .length_scale = 2.5, .power = 0.75}),
       1.4925911744350583311},
      {"ExpSinSquared", ExpSinSquared({.amplitude = 1.5, .length_scale = 2.5, .period = 1.25}),
       2.014503847027956469},
      {"Linear", Linear({.bias_amplitude = 0.5, .slope_amplitude = 2., .shift = 0.25}), 2.},
      {"Polynomial",
       Polynomial({.bias_amplitude = 0.5, .slope_amplitude = 2., .shift = 0.25, .exponent = 3.}),
       0.5849609375},
      {"Constant", Constant({.constant = 0.75}), 0.75},
      {"FeatureScaled",
       FeatureScaled(
           {.kernel = ExponentiatedQuadratic({.amplitude = 1.5}), .scale_diag = array({2.5, 2.5})}),
       1.658527592381162398},
      {"FeatureTransformed",
       FeatureTransformed({.kernel = ExponentiatedQuadratic({.amplitude = 1.5}),
                           .transformation_fn = [](const Array& x, int) { return x / 2.5; }}),
       1.658527592381162398},
      {"Sum", MaternOneHalf(kStationary) + Constant({.constant = 0.75}), 1.7803569015957063865},
      {"Product", MaternOneHalf(kStationary) * Constant({.constant = 0.5}), 0.51517845079785319},
  };
}

std::vector<Case> more_cases() {
  return {
      {"GeneralizedMatern", GeneralizedMatern({.df = 0.8, .amplitude = 1.5, .length_scale = 2.5}),
       1.188512007595612644},
      {"GeneralizedMaternOfThreeHalves",
       GeneralizedMatern({.df = 1.5, .amplitude = 1.5, .length_scale = 2.5}),
       1.3685485715506507917},
      {"SpectralMixture",
       SpectralMixture({.logits = array({0.25, -1.}),
                        .locs = array({{0.1, 0.2}, {0.05, -0.15}}),
                        .scales = array({{0.1, 0.05}, {0.02, 0.2}})}),
       0.021723826453296084735},
      {"PointwiseExponential", PointwiseExponential(MaternOneHalf(kStationary)),
       2.8020657179845182419},
      {"ChangePoint",
       ChangePoint({.kernels = {ExponentiatedQuadratic(kStationary), MaternOneHalf(kStationary),
                                Constant({.constant = 0.75})},
                    .locs = array({1., 2.}),
                    .slopes = array({2., 3.})}),
       0.34236058343703227562},
      {"SchurComplement",
       SchurComplement({.base_kernel = ExponentiatedQuadratic(kStationary),
                        .fixed_inputs = kFixed,
                        .diag_shift = 0.25}),
       0.035066790464818338955},
      {"SchurComplementOfThoseThatAreThere",
       SchurComplement({.base_kernel = ExponentiatedQuadratic(kStationary),
                        .fixed_inputs = kFixed,
                        .fixed_inputs_is_missing = array({false, false, true}),
                        .diag_shift = 0.25}),
       -0.06129997435597888816},
  };
}

std::vector<Case> all_cases() {
  std::vector<Case> all = cases();
  for (const Case& c : more_cases()) all.push_back(c);
  return all;
}

TEST(Kernels, HaveTheseValues) {
  const Array x = array({0.5, -1.}), y = array({2., 0.25});
  for (const Case& c : all_cases()) {
    EXPECT_NEAR(c.kernel.apply(x, y).item(), c.value, 4e-15) << c.name;
    EXPECT_EQ(c.kernel.name(), c.kernel.rules().name());
  }
}

TEST(Kernels, MatricesAreTheirValuesAndPositiveSemidefinite) {
  const Array x = scattered({6, 2}, 3.), y = scattered({3, 2}, 4.);
  for (const Case& c : all_cases()) {
    const Array across = c.kernel.matrix(x, y);
    EXPECT_EQ(across.shape(), (Shape{6, 3})) << c.name;
    for (std::int64_t i = 0; i < 6; ++i) {
      for (std::int64_t j = 0; j < 3; ++j)
        EXPECT_NEAR(across[i][j].item(), c.kernel.apply(x[i], y[j]).item(), 1e-14) << c.name;
    }
    const Array own = c.kernel.matrix(x, x);
    EXPECT_GT(min(eigh(own).eigenvalues).item(), -1e-12 * max(own).item()) << c.name;
  }
}

/// Parameters of shape [3, 1] are a batch of kernels.
TEST(Kernels, HaveBatches) {
  const Array scales = array({{0.5}, {1.}, {2.}}), x = scattered({4, 2}, 3.);
  const Array all =
      (MaternThreeHalves({.length_scale = scales}) +
       FeatureScaled({.kernel = ExponentiatedQuadratic(),
                      .scale_diag = broadcast_to(expand_dims(scales, -1), {3, 1, 2})}))
          .matrix(x, x);
  EXPECT_EQ(all.shape(), (Shape{3, 1, 4, 4}));
  for (std::int64_t i = 0; i < 3; ++i) {
    const Array scale = scales[i][0];
    const Array one = MaternThreeHalves({.length_scale = scale}).matrix(x, x) +
                      ExponentiatedQuadratic({.length_scale = scale}).matrix(x, x);
    EXPECT_LT(max(abs(all[i][0] - one)).item(), 1e-14);
  }
}

TEST(Kernels, HaveFiniteDerivativesWherePointsAreEqual) {
  const Array x = array({0.5, -1.});
  for (const Case& c : all_cases()) {
    const Array slope = grad([&](const Array& at) { return c.kernel.apply(at, x); })(x);
    EXPECT_TRUE(all(is_finite(slope)).item() != 0) << c.name;
  }
}

/// d k / d length_scale = k |x - y|^2 / length_scale^3.
TEST(Kernels, AreDifferentiableInTheirParameters) {
  const Array x = array({0.5, -1.}), y = array({2., 0.25});
  const Array slope = grad([&](const Array& scale) {
    return ExponentiatedQuadratic({.amplitude = 1.5, .length_scale = scale}).apply(x, y);
  })(Array(2.5));
  EXPECT_NEAR(slope.item(), 1.658527592381162398 * 3.8125 / std::pow(2.5, 3), 1e-15);
}

/// The same by mpmath; their features are in the unit interval.
TEST(Kernels, OfPositiveFeatures) {
  const Array x = array({0.25, 0.5}), y = array({0.75, 0.125});
  const KumaraswamyTransformed warped({.kernel = ExponentiatedQuadratic(kStationary),
                                       .concentration1 = array({1.5, 0.75}),
                                       .concentration0 = array({2., 0.5})});
  EXPECT_NEAR(warped.apply(x, y).item(), 2.1658141515724840583, 4e-15);
  const ExponentialCurve curve({.concentration = 1.25, .rate = 0.5});
  EXPECT_NEAR(curve.apply(x, y).item(), 0.091911591022429590019, 4e-16);
  const Array points = square(scattered({6, 2}, 3.));
  for (const PositiveSemidefiniteKernel& kernel :
       {PositiveSemidefiniteKernel(warped), PositiveSemidefiniteKernel(curve)}) {
    const Array own = kernel.matrix(points, points);
    EXPECT_NEAR(own[1][4].item(), kernel.apply(points[1], points[4]).item(), 1e-15);
    EXPECT_GT(min(eigh(own).eigenvalues).item(), -1e-14);
    EXPECT_TRUE(all(is_finite(grad([&](const Array& at) { return kernel.apply(at, points[0]); })(
                        points[0])))
                    .item<bool>());
  }
}

/// At the fixed points themselves, without noise, nothing is left.
TEST(SchurComplement, IsWhatTheFixedPointsLeave) {
  const MaternFiveHalves base;
  const SchurComplement left({.base_kernel = base, .fixed_inputs = kFixed});
  EXPECT_LT(max(abs(left.matrix(kFixed, kFixed))).item(), 1e-15);
  // A batch of kernels, with examples of several axes.
  const Array scales = array({0.5, 1., 2.}), x = scattered({2, 4, 2}, 3.),
              y = scattered({5, 2}, 1.);
  const SchurComplement many({.base_kernel = MaternFiveHalves({.length_scale = scales}),
                              .fixed_inputs = kFixed,
                              .diag_shift = array({0.1, 0.2, 0.3})});
  EXPECT_EQ(many.batch_shape(), (Shape{3}));
  const Array all = many.tensor(x, y, 2, 1);
  EXPECT_EQ(all.shape(), (Shape{3, 2, 4, 5}));
  for (std::int64_t i = 0; i < 3; ++i) {
    const SchurComplement one({.base_kernel = MaternFiveHalves({.length_scale = scales[i]}),
                               .fixed_inputs = kFixed,
                               .diag_shift = 0.1 * static_cast<double>(i + 1)});
    EXPECT_LT(max(abs(all[i][1] - one.matrix(x[1], y))).item(), 1e-14);
    EXPECT_NEAR(all[i][0][2][3].item(), one.apply(x[0][2], y[3]).item(), 1e-14);
  }
}

TEST(Kernels, KnowTheirBatches) {
  const Array scales = array({{0.5}, {1.}, {2.}});
  const MaternOneHalf batch({.length_scale = scales});
  EXPECT_EQ(batch.batch_shape(), (Shape{3, 1}));
  EXPECT_EQ((batch + Constant({.constant = array({1., 2.})})).batch_shape(), (Shape{3, 2}));
  EXPECT_EQ(FeatureScaled({.kernel = batch, .scale_diag = ones({2})}).batch_shape(), (Shape{3, 1}));
  EXPECT_EQ(FeatureScaled({.kernel = Constant(), .scale_diag = ones({4, 2})}).batch_shape(),
            (Shape{4}));
  const SpectralMixture mixture(
      {.logits = zeros({2}), .locs = zeros({5, 2, 1}), .scales = ones({2, 1})});
  EXPECT_EQ(mixture.batch_shape(), (Shape{5}));
  const Array x = scattered({3, 4, 1}, 2.), y = x[0];
  EXPECT_EQ(mixture.tensor(x, y, 2, 1).shape(), (Shape{5, 3, 4, 4}));
  EXPECT_LT(max(abs(mixture.tensor(x, y, 2, 1)[2][1] - mixture.matrix(x[1], y)[2])).item(), 1e-15);
}

TEST(Kernels, SayWhatTheyNeed) {
  EXPECT_EQ(message_of([] { ChangePoint({.kernels = {Constant()}, .locs = 0., .slopes = 1.}); }),
            "ChangePoint: needs at least 2 kernels, got 1");
  EXPECT_EQ(message_of([] {
              ChangePoint({.kernels = {Constant(), Linear()}, .locs = 0., .slopes = 1.});
            }),
            "ChangePoint: 'locs' and 'slopes' must be [..., 1], one less than the kernels, got [] "
            "and []");
  EXPECT_EQ(
      message_of([] { SchurComplement({.base_kernel = Constant(), .fixed_inputs = zeros({3})}); }),
      "SchurComplement: 'fixed_inputs' must have an axis of points before the 1 of features, "
      "got shape [3]");
  EXPECT_EQ(
      message_of([] {
        SpectralMixture({.logits = zeros({2}), .locs = zeros({3, 1}), .scales = ones({2, 1})});
      }),
      "SpectralMixture: 'logits' must be [..., components], 'locs' and 'scales' [..., "
      "components, features], got [2], [3, 1] and [2, 1]");
  EXPECT_EQ(message_of([] { ExponentiatedQuadratic().matrix(ones({3}), ones({3})); }),
            "ExponentiatedQuadratic.matrix: points need at least 2 axes, got shape [3]");
  EXPECT_EQ(message_of([] { Constant() + Linear({.feature_ndims = 2}); }),
            "SumKernel: kernels must take points of as many axes, got Constant with 1 and Linear "
            "with 2");
  EXPECT_EQ(message_of([] { FeatureTransformed({.kernel = Constant()}); }),
            "FeatureTransformed: option 'transformation_fn' was not given");
}

}  // namespace
}  // namespace aleator::math::psd_kernels
