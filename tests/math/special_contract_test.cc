// SPDX-License-Identifier: Apache-2.0
// Tests of every special function what all of them promise: a derivative by each argument but the
// order of bessel_jv (compared with differences of values), the same values in batches, compiled or
// interpreted, and float32 that is the value of the rounded arguments in single precision.
#include "aleator/aleator.h"
#include "aleator/array/ops/special.h"
#include "aleator/graph/evaluator.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator {
namespace {

struct Case {
  const char* name;
  Callable<Array(const Arrays&)> f;
  std::vector<std::vector<double>> points;  ///< arguments, away from poles and ends
  std::size_t first_differentiable = 0;     ///< arguments before it have no derivative
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

#define UNARY(f) #f, [](const Arrays& a) { return f(a[0]); }
#define BINARY(f) #f, [](const Arrays& a) { return f(a[0], a[1]); }
#define TERNARY(f) #f, [](const Arrays& a) { return f(a[0], a[1], a[2]); }

const std::vector<std::vector<double>> kReal{{-2.3}, {-0.4}, {0.7}, {3.1}};
const std::vector<std::vector<double>> kPositive{{0.2}, {0.9}, {2.7}, {14.}};
const std::vector<std::vector<double>> kShares{{0.03}, {0.4}, {0.55}, {0.98}};

std::vector<Case> of_one_argument() {
  return {
      {UNARY(lgamma), {{-2.3}, {0.2}, {2.7}, {14.}}},
      {UNARY(digamma), {{-2.3}, {0.2}, {2.7}, {14.}}},
      {"trigamma", [](const Arrays& a) { return polygamma(1, a[0]); }, kPositive},
      {"polygamma 3", [](const Arrays& a) { return polygamma(3, a[0]); }, kPositive},
      {UNARY(erf), kReal},
      {UNARY(erfc), kReal},
      {UNARY(erfcx), kReal},
      {UNARY(logerfc), kReal},
      {UNARY(logerfcx), kReal},
      {UNARY(erfinv), {{-0.8}, {0.1}, {0.95}}},
      {UNARY(erfcinv), {{0.03}, {0.9}, {1.7}}},
      {UNARY(ndtr), kReal},
      {UNARY(log_ndtr), {{-20.}, {-0.4}, {0.7}, {3.1}}},
      {UNARY(ndtri), kShares},
      {UNARY(ndtri_exp), {{-30.}, {-0.9}, {-0.01}}},
      {UNARY(dawsn), kReal},
      {UNARY(expint), kPositive},
      {UNARY(exponential_integral_e1), kPositive},
      {UNARY(lambertw), {{-0.3}, {0.4}, {20.}}},
      {UNARY(log1mexp), {{-3.}, {-0.5}, {-0.01}}},
      {UNARY(log1psquare), kReal},
      {UNARY(sqrt1pm1), kPositive},
      {UNARY(softplus), kReal},
      {UNARY(softplus_inverse), kPositive},
      {UNARY(log_cosh), kReal},
      {UNARY(smootherstep), kShares},
      {UNARY(log_gamma_correction), {{9.}, {30.}}},
  };
}

std::vector<Case> of_bessel_functions() {
  const std::vector<std::vector<double>> pairs{{0.7, 0.4}, {2.3, 3.1}, {12., 9.}};
  return {
      {UNARY(bessel_i0), kReal},        {UNARY(bessel_i1), kReal},
      {UNARY(bessel_i0e), kReal},       {UNARY(bessel_i1e), kReal},
      {UNARY(bessel_j0), kReal},        {UNARY(bessel_j1), kReal},
      {UNARY(bessel_k0), kPositive},    {UNARY(bessel_k1), kPositive},
      {UNARY(bessel_k0e), kPositive},   {UNARY(bessel_k1e), kPositive},
      {BINARY(bessel_ive), pairs},      {BINARY(log_bessel_ive), pairs},
      {BINARY(bessel_iv_ratio), pairs}, {BINARY(bessel_kve), pairs},
      {BINARY(log_bessel_kve), pairs},  {BINARY(bessel_jv), pairs, 1},
      {BINARY(bessel_iv), pairs},       {BINARY(bessel_kv), pairs},
      {BINARY(log_bessel_iv), pairs},   {BINARY(log_bessel_kv), pairs},
  };
}

std::vector<Case> of_several_arguments() {
  const std::vector<std::vector<double>> pairs{{0.7, 0.4}, {2.3, 3.1}, {12., 9.}};
  const std::vector<std::vector<double>> shape_and_share{{0.7, 0.2}, {2.3, 0.6}, {12., 0.9}};
  const std::vector<std::vector<double>> triples{{0.7, 2.1, 0.3}, {3.2, 1.4, 0.6}, {9., 8., 0.4}};
  const std::vector<std::vector<double>> parts{{0.5, -1.2}, {-3., 2.}};
  return {
      {BINARY(igamma), pairs},
      {BINARY(igammac), pairs},
      {BINARY(log_igamma), pairs},
      {BINARY(log_igammac), pairs},
      {BINARY(igammainv), shape_and_share},
      {BINARY(igammacinv), shape_and_share},
      {BINARY(lbeta), pairs},
      {BINARY(digamma_difference), pairs},
      {BINARY(log_gamma_difference), {{0.7, 9.}, {2., 20.}}},
      {BINARY(zeta), {{1.7, 0.4}, {3.2, 2.5}}},
      {BINARY(xlogy), pairs},
      {BINARY(xlog1py), pairs},
      {BINARY(log_add_exp), parts},
      {BINARY(log_sub_exp), parts},
      {BINARY(owens_t), {{0.5, 0.3}, {1.7, 2.5}, {-0.8, -1.1}}},
      {TERNARY(betainc), triples},
      {TERNARY(betaincc), triples},
      {TERNARY(log_betainc), triples},
      {TERNARY(log_betaincc), triples},
      {TERNARY(betaincinv), triples},
      {TERNARY(betainccinv), triples},
      {"hyp2f1",
       [](const Arrays& a) { return hyp2f1(a[0], a[1], a[2], a[3]); },
       {{0.7, 1.2, 2.3, 0.4}, {1.4, 2.2, 3.7, -0.8}}},
  };
}

class SpecialContract : public testing::TestWithParam<Case> {
 protected:
  /// Argument i at every point.
  Array argument(std::size_t i, Dtype dtype = float64) const {
    std::vector<double> values;
    for (const auto& point : GetParam().points) values.push_back(point[i]);
    return astype(array(values), dtype);
  }
  Arrays arguments(Dtype dtype = float64) const {
    Arrays all;
    for (std::size_t i = 0; i < GetParam().points[0].size(); ++i) all.push_back(argument(i, dtype));
    return all;
  }
};

TEST_P(SpecialContract, HasADerivativeByEachArgument) {
  const Case& c = GetParam();
  for (std::size_t i = c.first_differentiable; i < c.points[0].size(); ++i) {
    const auto moved = [&](const Array& x) {
      Arrays all = arguments();
      all[i] = x;
      return c.f(all);
    };
    const Array x = argument(i), slope = grad([&](Array at) { return sum(moved(at)); })(x);
    // Differences of the fourth order: off by about 1e-10.
    const Array h = 1e-3 * minimum(abs(x), 0.1);
    const Array near = moved(x + h) - moved(x - h), far = moved(x + 2. * h) - moved(x - 2. * h);
    const Array expected = (8. * near - far) / (12. * h);
    const Array scale = abs(expected) + 1e-4 * (1. + abs(moved(x)));
    EXPECT_LT(max(abs(slope - expected) / scale).item(), 1e-6) << "argument " << i;
  }
}

TEST_P(SpecialContract, IsTheSameInBatchesCompiledAndInterpreted) {
  const Case& c = GetParam();
  const std::vector<double> values = c.f(arguments()).values();
  const auto compiled = jit([&](const Arrays& a) { return c.f(a); });
  const std::vector<double> by_code = compiled(arguments()).values();
  const std::vector<double> in_batches =
      vmap([&](const Arrays& a) { return c.f(a); })(arguments()).values();
  const ReferenceOnly scope;
  const std::vector<double> interpreted = c.f(arguments()).values();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double slack = 1e-14 * std::abs(interpreted[i]) + 1e-300;
    EXPECT_NEAR(values[i], interpreted[i], slack) << i;
    EXPECT_NEAR(by_code[i], interpreted[i], slack) << i;
    EXPECT_NEAR(in_batches[i], interpreted[i], slack) << i;
  }
}

TEST_P(SpecialContract, TakesFloat32) {
  const Case& c = GetParam();
  const Array narrow = c.f(arguments(float32));
  EXPECT_EQ(narrow.dtype(), float32);
  Arrays rounded = arguments(float32);
  for (Array& a : rounded) a = astype(a, float64);
  const Array wide = c.f(rounded);
  const Array error = abs(astype(narrow, float64) - wide) / (abs(wide) + 1e-3);
  EXPECT_LT(max(error).item(), 1e-5);
  const Array slope = grad([&](Array at) {
    Arrays all = arguments(float32);
    all.back() = at;
    return sum(c.f(all));
  })(arguments(float32).back());
  EXPECT_EQ(slope.dtype(), float32);
  EXPECT_TRUE(all(is_finite(slope)).item<bool>());
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
  std::string name = info.param.name;
  for (char& letter : name) letter = std::isalnum(letter) ? letter : '_';
  return name;
}
INSTANTIATE_TEST_SUITE_P(OneArgument, SpecialContract, testing::ValuesIn(of_one_argument()),
                         name_of);
INSTANTIATE_TEST_SUITE_P(BesselFunctions, SpecialContract, testing::ValuesIn(of_bessel_functions()),
                         name_of);
INSTANTIATE_TEST_SUITE_P(SeveralArguments, SpecialContract,
                         testing::ValuesIn(of_several_arguments()), name_of);

}  // namespace
}  // namespace aleator
