// SPDX-License-Identifier: Apache-2.0
// Tests bijectors at known values, their derivatives by parameters, and their messages.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::battery {
namespace {

using namespace bijectors;

void expect_near(const Array& actual, const Array& expected, double tolerance = 1e-14) {
  ASSERT_EQ(actual.shape(), expected.shape());
  const std::vector<double> a = actual.values(), e = expected.values();
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_NEAR(a[i], e[i], tolerance * (1 + std::abs(e[i]))) << i;
}

TEST(BijectorExamples, OfTriangles) {
  const Array six = array({1., 2., 3., 4., 5., 6.});
  expect_near(FillTriangular().forward(six), array({{4., 0., 0.}, {6., 5., 0.}, {3., 2., 1.}}));
  expect_near(FillTriangular({.upper = true}).forward(six),
              array({{1., 2., 3.}, {0., 5., 6.}, {0., 0., 4.}}));
  const double one = std::log(std::exp(1 - 1e-5) - 1), two = std::log(std::exp(2 - 1e-5) - 1);
  expect_near(FillScaleTriL().forward(array({two, 0.5, one})), array({{1., 0.}, {0.5, 2.}}));
  expect_near(CholeskyOuterProduct().forward(array({{1., 9.}, {2., 1.}})),
              array({{1., 2.}, {2., 5.}}));
  const double half = std::sqrt(0.5);
  expect_near(CorrelationCholesky().forward(array({2., 2., 1.})),
              array({{1., 0., 0.}, {half, half, 0.}, {2. / 3, 2. / 3, 1. / 3}}));
}

TEST(BijectorExamples, OfVectors) {
  expect_near(Ascending().inverse(array({2., 3., 4.})), array({2., 0., 0.}));
  expect_near(UnitVector().forward(array({2., 1., 2.})), array({0.4, 0.2, 0.4, 0.8}));
  expect_near(Householder(array({-0.8, 0.6})).forward(array({1., 0.})), array({-0.28, 0.96}));
  expect_near(IteratedSigmoidCentered().forward(zeros({3})), full({4}, 0.25));
  expect_near(Permute({.permutation = {2, 0, 1}}).forward(array({5., 6., 7.})),
              array({7., 5., 6.}));
  expect_near(Pad().forward(array({3., 4.})), array({3., 4., 0.}));
  expect_near(ScaleMatvecTriL({.scale_tril = array({{1., 8.}, {2., 3.}})}).forward(array({1., 2.})),
              array({1., 8.}));
  // A batch of maps of one vector.
  const Bijector batch = ScaleMatvecDiag(array({{1., 2.}, {3., 4.}}));
  expect_near(batch.forward(array({1., 1.})), array({{1., 2.}, {3., 4.}}));
  expect_near(batch.forward_log_det_jacobian(array({1., 1.})),
              array({std::log(2.), std::log(12.)}));
}

TEST(BijectorExamples, OfNumbers) {
  // Published to seven digits.
  expect_near(SoftClip({.low = -10., .high = 10.}).forward(array({-15., -7., 1., 9., 20.})),
              array({-9.993284, -6.951412, 0.9998932, 8.686738, 9.999954}), 1e-6);
  expect_near(Softfloor(0.01).forward(array({2.1, 3.2, 5.5})),
              array({1 + 1 / (1 + std::exp(-10.)), 2 + 1 / (1 + std::exp(-20.)), 5.}), 1e-13);
  expect_near(Power(-3.).inverse(array({-8., 8.})), array({-0.5, 0.5}));
  EXPECT_TRUE(std::isnan(Power(0.5).forward_log_det_jacobian(-1.).item()));
  EXPECT_TRUE(std::isnan(Power(2.).inverse(-1.).item()));
  EXPECT_EQ(LambertWTail({.shift = 0., .scale = 1., .tailweight = 0.}).inverse(1e300).item(),
            1e300);
  const Bijector heavy = LambertWTail({.shift = 0., .scale = 1., .tailweight = 0.5});
  EXPECT_NEAR(heavy.inverse(heavy.forward(50.)).item(), 50., 1e-12);
}

TEST(BijectorExamples, SplinesInterpolateTheirKnots) {
  const Bijector spline = RationalQuadraticSpline({.bin_widths = array({1., 0.5, 1.5}),
                                                   .bin_heights = array({0.25, 2.25, 0.5}),
                                                   .knot_slopes = array({0.5, 3.})});
  expect_near(spline.forward(array({-3., -1., 0., 0.5, 2., 7.})),
              array({-3., -1., -0.75, 1.5, 2., 7.}));
  expect_near(exp(spline.forward_log_det_jacobian(array({-3., 0., 0.5, 7.}))),
              array({1., 0.5, 3., 1.}));
  // One for each of two numbers, with a slope for all.
  const Bijector two = RationalQuadraticSpline({.bin_widths = array({{1., 1.}, {0.5, 1.5}}),
                                                .bin_heights = array({{1., 1.}, {1.5, 0.5}}),
                                                .knot_slopes = 1.});
  const Array y = two.forward(array({{0., -0.5}, {0.25, 0.75}}));
  expect_near(y[{0}], array({0., 0.5}));
  expect_near(two.inverse(y), array({{0., -0.5}, {0.25, 0.75}}));
  EXPECT_EQ(two.forward_log_det_jacobian(zeros({5, 2}), 1).shape(), Shape{5});
}

TEST(BijectorExamples, InlineIsMadeOfFunctions) {
  const Bijector cube =
      Inline({.forward_fn = [](const Array& x) { return x * x * x; },
              .inverse_fn = [](const Array& y) { return cbrt(y); },
              .inverse_log_det_jacobian_fn =
                  [](const Array& y) { return -std::log(3.) - 2. / 3 * log(abs(y)); },
              .is_increasing = true,
              .name = "Cube"});
  EXPECT_EQ(cube.name(), "Cube");
  EXPECT_EQ(cube.forward(2.).item(), 8);
  EXPECT_EQ(cube.inverse(8.).item(), 2);
  EXPECT_NEAR(cube.forward_log_det_jacobian(2.).item(), std::log(12.), 1e-15);
  const Bijector empty = Inline({.name = "Nothing"});
  EXPECT_EQ(message_of([&] { empty.forward(1.); }), "Nothing: option 'forward_fn' was not given");
  EXPECT_EQ(message_of([&] { empty.forward_log_det_jacobian(1.); }),
            "Nothing: option 'forward_log_det_jacobian_fn' or 'inverse_log_det_jacobian_fn' was "
            "not given");
}

TEST(BijectorExamples, DerivativesByParametersHoldAtSpecialValues) {
  using LogDet = Array (*)(const Array& parameter);
  const std::pair<LogDet, double> cases[] = {
      {[](const Array& p) { return Power(p).forward_log_det_jacobian(2.); }, 1.},
      {[](const Array& p) { return PowerTransform(p).forward_log_det_jacobian(2.); }, 1.},
      {[](const Array& p) { return SinhArcsinh({.tailweight = p}).forward_log_det_jacobian(1e30); },
       1.},
      {[](const Array& p) { return WeibullCDF({.concentration = p}).forward_log_det_jacobian(2.); },
       1.},
      {[](const Array& p) {
         return LambertWTail({.shift = 0., .scale = 1., .tailweight = p})
             .forward_log_det_jacobian(2.);
       },
       1e-3},
      {[](const Array& p) { return SoftClip({.low = p}).forward_log_det_jacobian(2.); }, 0.},
      {[](const Array& p) { return Softfloor(p).forward_log_det_jacobian(2.2); }, 0.5},
  };
  for (const auto& [log_det, at] : cases) {
    const double exact = grad([&](Array p) { return log_det(p); })(strong_scalar(at)).item();
    const double step = 1e-4;
    const double difference =
        (log_det(strong_scalar(at + step)).item() - log_det(strong_scalar(at - step)).item()) /
        (2 * step);
    EXPECT_NEAR(exact, difference, 1e-5 * (1 + std::abs(exact)));
  }
}

TEST(BijectorMessages, OfParameters) {
  EXPECT_EQ(message_of([] { Power(0.); }), "Power: parameter 'power' must be nonzero, got 0");
  EXPECT_EQ(message_of([] { WeibullCDF({.concentration = -1.}); }),
            "WeibullCDF: parameter 'concentration' must be positive, got -1");
  EXPECT_EQ(message_of([] {
              Softfloor(array({1., 0.}));
            }),
            "Softfloor: parameter 'temperature' must be positive, got 0 at index [1]");
  EXPECT_EQ(message_of([] { SoftClip({.low = 1., .high = 0.}); }),
            "SoftClip: parameter 'high' must be above 'low', got low = 1 and high = 0");
  EXPECT_EQ(message_of([] { ScaleMatvecDiag(2.); }),
            "ScaleMatvecDiag: parameter 'scale_diag' must be a vector, got a number");
  EXPECT_EQ(message_of([] {
              ScaleMatvecTriL({.scale_tril = ones({2, 3})});
            }),
            "ScaleMatvecTriL: parameter 'scale_tril' must be a square matrix, got shape [2, 3]");
  EXPECT_EQ(message_of([] { Cumsum(0); }), "Cumsum: axis must be negative, got 0");
  EXPECT_EQ(message_of([] { Transpose({}); }),
            "Transpose: give exactly one of perm and rightmost_transposed_ndims");
  EXPECT_EQ(message_of([] {
              Reshape({.event_shape_out = {-1, -1}});
            }),
            "Reshape: dimensions must be non-negative, or -1 at most once, got [-1, -1]");
  EXPECT_EQ(message_of([] { Blockwise({.bijectors = {CholeskyOuterProduct()}}); }),
            "Blockwise: bijectors must map numbers or vectors, got CholeskyOuterProduct");
  EXPECT_EQ(message_of([] {
              RationalQuadraticSpline(
                  {.bin_widths = ones({3}), .bin_heights = ones({3}), .knot_slopes = ones({3})});
            }),
            "RationalQuadraticSpline: knot_slopes must have length 2, got shape [3]");
}

TEST(BijectorMessages, OfShapes) {
  EXPECT_EQ(message_of([] { FillTriangular().forward(zeros({4})); }),
            "FillTriangular: needs n (n + 1) / 2 numbers, got shape [4]");
  EXPECT_EQ(message_of([] {
              Reshape({.event_shape_out = {4, -1}}).forward(zeros({6}));
            }),
            "Reshape: cannot give 6 elements the shape [4, -1]");
  EXPECT_EQ(message_of([] {
              TransformDiagonal(Exp()).forward(zeros({2, 3}));
            }),
            "TransformDiagonal: needs a square matrix, got shape [2, 3]");
  EXPECT_EQ(message_of([] {
              Blockwise({.bijectors = {Exp(), Exp()}}).forward(zeros({3}));
            }),
            "Blockwise: the last axis must have length 2, got shape [3]");
}

}  // namespace
}  // namespace aleator::battery
