// SPDX-License-Identifier: Apache-2.0
// Defines the bijectors of numbers that the battery runs over.
#include "tests/battery/bijector_cases.h"

#include "aleator/aleator.h"

namespace aleator::battery {
namespace {

using namespace bijectors;
using Cases = std::vector<BijectorCase>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

const std::vector<double> kReals = {-30., -2.5, -1., -1e-3, 0., 1e-8, 0.5, 1., 3., 20.};
const std::vector<double> kAroundZero = {-4., -2.5, -1., -1e-3, 0., 1e-8, 0.5, 1., 3.};
const std::vector<double> kPositives = {1e-300, 1e-5, 0.3, 1., 2.5, 40., 1e10};
const std::vector<double> kModerate = {1e-5, 0.3, 0.6, 1., 1.7, 2.5};
const std::vector<double> kUnits = {1e-300, 1e-5, 0.3, 0.5, 0.7, 0.999};

Cases affine_and_composed() {
  const Bijector affine = Chain({Shift(2.), Scale({.scale = -0.5})});
  return {
      {"Identity", Identity(), kReals},
      {"Shift", Shift(-1.5), kReals},
      {"Scale", Scale({.scale = 2.5}), kReals, std::nullopt},
      {"ScaleNegative", Scale({.scale = -2.5}), kReals, std::nullopt},
      {"LogScale", Scale({.log_scale = -1.25}), kReals},
      {"InvertExp", Invert(Exp()), kPositives, true, 0},
      {"InvertSoftplus", Invert(Softplus()), kPositives, true, 0},
      {"InvertSigmoid", Invert(Sigmoid()), kUnits, true, 0, 1},
      {"InvertInvert", Invert(Invert(Exp())), kReals},
      {"ChainEmpty", Chain({}), kReals},
      {"ChainAffine", affine, kReals, std::nullopt},
      {"ChainExpAffine", Chain({Exp(), affine}), kReals, std::nullopt},
      {"ChainOfChains",
       Chain({Chain({Softplus(), Scale({.log_scale = 0.5})}), Chain({Shift(0.5)})}), kReals},
      {"InvertChain", Invert(Chain({Exp(), Shift(0.25)})), kPositives, true, 0},
      {"ChainInvert", Chain({Sigmoid(), Invert(Exp())}), {1e-5, 0.3, 1., 4., 40.}, true, 0},
  };
}

Cases onto_parts_of_the_line() {
  return {
      {"Exp", Exp(), kReals},
      {"Softplus", Softplus(), kReals},
      {"SoftplusLow", Softplus({.hinge_softness = 0.3, .low = 0.}), {-3., -1., 0., 0.5, 3., 20.}},
      {"SoftplusNegative", Softplus({.hinge_softness = -2., .low = 1.}), {-20., -1., 0., 0.5, 3.}},
      {"Sigmoid", Sigmoid(), {-30., -2.5, -1e-3, 0., 1e-3, 1., 3.}},
      {"SigmoidInterval", Sigmoid({.low = -2., .high = 5.}), {-3., -1., 0., 0.5, 3.}},
      {"IntervalBoth", Interval({.low = -2., .high = 5.}), {-3., -1., 0., 0.5, 3.}},
      {"IntervalLow", Interval({.low = 2.}), {-3., -1., 0., 0.5, 3.}},
      {"IntervalHigh", Interval({.high = 2.}), {-3., -1., 0., 0.5, 3.}},
      {"IntervalNone", Interval({}), {-3., -1., 0., 0.5, 3.}},
      {"Expm1", Expm1(), {-5., -1., -1e-3, 0., 1e-8, 0.5, 20.}},
      {"Tanh", Tanh(), kAroundZero},
      {"Softsign", Softsign(), kReals},
      {"SoftClipBoth", SoftClip({.low = -2., .high = 5.}), kAroundZero},
      {"SoftClipNarrow", SoftClip({.low = 0., .high = 0.5, .hinge_softness = 2.}), kAroundZero},
      {"SoftClipLow", SoftClip({.low = -2.}), kAroundZero},
      {"SoftClipHigh", SoftClip({.high = 1., .hinge_softness = 0.5}), {-9., -1., 0., 1., 3.}},
      {"SoftClipNone", SoftClip({}), kAroundZero},
      {"GeneralizedParetoHeavy", GeneralizedPareto({.loc = 1., .scale = 2., .concentration = 0.5}),
       kAroundZero},
      {"GeneralizedParetoBounded",
       GeneralizedPareto({.loc = 1., .scale = 2., .concentration = -0.5}), kAroundZero},
  };
}

Cases of_the_whole_line() {
  return {
      {"Sinh", Sinh(), kReals},
      {"SinhArcsinh", SinhArcsinh(), kReals},
      {"SinhArcsinhSkewed", SinhArcsinh({.skewness = 0.7}), kReals},
      {"SinhArcsinhHeavy", SinhArcsinh({.skewness = -0.5, .tailweight = 2.}), kReals},
      {"SinhArcsinhLight", SinhArcsinh({.skewness = 0.5, .tailweight = 0.4}), kReals},
      {"Cube", Power(3.), {-30., -2.5, -1., -0.1, 0.5, 1., 3., 20.}},
      {"PowerOne", Power(1.), kReals},
      {"Softfloor", Softfloor(0.5), {-3.3, -1., -0.2, 0., 0.25, 0.75, 1., 7.9}},
      {"SoftfloorCold", Softfloor(0.05), {-3.3, -1.1, -0.8, 0., 0.25, 0.75, 1., 7.9}},
      {"SoftfloorHot", Softfloor(30.), {-3.3, -1., -0.2, 0., 0.25, 0.75, 1., 7.9}},
      {"LambertWTail",
       LambertWTail({.shift = 0.5, .scale = 2., .tailweight = 0.2}),
       {-8., -1., 0., 0.5, 1., 9.}},
      {"LambertWTailNone", LambertWTail({.shift = 0., .scale = 1., .tailweight = 0.}), kReals},
      {"PowerTransformExp", PowerTransform(0.), kReals},
  };
}

Cases splines() {
  const RationalQuadraticSplineOptions smooth{.bin_widths = array({1., 0.5, 1.5}),
                                              .bin_heights = array({0.25, 2.25, 0.5}),
                                              .knot_slopes = array({0.5, 3.})};
  RationalQuadraticSplineOptions one_bin = smooth;
  one_bin.bin_widths = one_bin.bin_heights = array({4.});
  one_bin.knot_slopes = 1.;
  one_bin.range_min = -2.;
  const std::vector<double> points = {-5., -1.5, -0.9, -0.2, 0.1, 0.6, 1.9, 2.5};
  return {{"Spline", RationalQuadraticSpline(smooth), points},
          {"SplineOfOneBin", RationalQuadraticSpline(one_bin), points}};
}

Cases of_the_positive_numbers() {
  return {
      {"Log", Log(), kPositives, true, 0},
      {"Log1p", Log1p(), {-0.99, -1e-3, 0., 1e-8, 0.5, 1e10}, true, -1},
      {"Square", Square(), {1e-100, 1e-5, 0.3, 1., 1e10}, true, 0},
      {"Reciprocal", Reciprocal(), kPositives, false, 0},
      {"PowerHalf", Power(0.5), kPositives, true, 0},
      {"PowerNegative", Power(-1.5), {1e-100, 1e-5, 0.3, 1., 1e10}, false, 0},
      {"PowerTransform", PowerTransform(0.5), {-1.9, -1., 0., 1e-8, 0.5, 3., 1e10}, true, -2},
      {"PowerTransformShift", PowerTransform(1.), {-0.9, 0., 0.5, 3., 1e10}, true, -1},
  };
}

Cases extreme_values() {
  return {
      {"GeneralizedExtremeValueCDF", GeneralizedExtremeValueCDF(), {-5., -1e-3, 0., 1., 3.}},
      {"GeneralizedExtremeValueCDFHeavy",
       GeneralizedExtremeValueCDF({.loc = 1., .scale = 2., .concentration = 0.5}),
       {-2., 0., 0.5, 3., 40.},
       true,
       -3},
      {"GeneralizedExtremeValueCDFBounded",
       GeneralizedExtremeValueCDF({.loc = 1., .scale = 2., .concentration = -0.5}),
       {-3., 0., 0.5, 3., 4.},
       true,
       -kInfinity,
       5},
  };
}

Cases distribution_functions() {
  return {
      {"NormalCDF", NormalCDF(), {-30., -2.5, -1., -1e-3, 0., 1e-8, 1., 3.}},
      {"GumbelCDF", GumbelCDF(), {-5., -2.5, -1., -1e-3, 0., 1., 3.}},
      {"GumbelCDFScaled", GumbelCDF({.loc = 1., .scale = 0.5}), {-1., 0., 0.5, 1., 2.5}},
      {"MoyalCDF", MoyalCDF(), {-5., -2.5, -1., -1e-3, 0., 1., 3.}},
      {"MoyalCDFScaled", MoyalCDF({.loc = 1., .scale = 0.5}), {-1., 0., 0.5, 1., 2.5}},
      {"GompertzCDF", GompertzCDF({.concentration = 0.5, .rate = 1.5}), {-1., 0., 1e-8, 0.5, 1.}},
      {"ShiftedGompertzCDF",
       ShiftedGompertzCDF({.concentration = 2., .rate = 0.5}),
       {1e-8, 0.3, 1., 2.5, 5.},
       true,
       0},
      {"WeibullCDF", WeibullCDF(), kModerate, true, 0},
      {"WeibullCDFSharp", WeibullCDF({.concentration = 2.5, .scale = 1.5}), kModerate, true, 0},
      {"WeibullCDFHeavy", WeibullCDF({.concentration = 0.3, .scale = 2.}), kModerate, true, 0},
      {"RayleighCDF", RayleighCDF({.scale = 0.8}), kModerate, true, 0},
      {"FrechetCDF", FrechetCDF(), {0.02, 0.3, 1., 2.5, 40.}, true, 0},
      {"FrechetCDFScaled",
       FrechetCDF({.loc = -0.5, .scale = 2., .concentration = 1.5}),
       {-0.4, 0.3, 1., 2.5},
       true,
       -0.5},
      {"KumaraswamyCDF",
       KumaraswamyCDF({.concentration1 = 2., .concentration0 = 3.}),
       {1e-5, 0.3, 0.5, 0.9},
       true,
       0,
       1},
      {"KumaraswamyCDFUniform", KumaraswamyCDF(), {1e-5, 0.3, 0.5, 0.9}, true, 0, 1},
      {"InvertNormalCDF", Invert(NormalCDF()), {1e-300, 1e-5, 0.3, 0.5, 0.7}, true, 0, 1},
      {"InvertWeibullCDF", Invert(WeibullCDF({.concentration = 2.})), {1e-5, 0.3, 0.9}, true, 0, 1},
  };
}

}  // namespace

std::vector<BijectorCase> bijector_cases() {
  Cases all;
  for (const Cases& part :
       {affine_and_composed(), onto_parts_of_the_line(), of_the_whole_line(), splines(),
        of_the_positive_numbers(), distribution_functions(), extreme_values()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace aleator::battery
