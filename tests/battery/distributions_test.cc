// SPDX-License-Identifier: Apache-2.0
// Tests what every distribution promises: shapes, support, tails, moments, draws.
#include "aleator/aleator.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "tests/battery/distribution_cases.h"
#include "tests/support/statistics.h"

namespace aleator::battery {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

class DistributionBattery : public testing::TestWithParam<DistributionCase> {
 protected:
  const DistributionCase& c = GetParam();
  const Distribution d = c.make();
  const Shape batch = d.batch_shape();
  const bool is_discrete = c.family->support->is_discrete;

  /// `points` along a new leading axis, each for all of the batch.
  Array for_batch(const Array& points) const {
    Dims dims(static_cast<std::size_t>(batch.rank()) + 1, 1);
    dims[0] = points.size();
    return reshape(points, Shape(dims));
  }
  /// Draws of element i of the batch.
  static std::vector<double> element(const Array& draws, std::int64_t i) {
    const Array flat = transpose(reshape(draws, {draws.dim(0), draws.size() / draws.dim(0)}));
    const std::vector<double> values = flat.values();
    const auto n = static_cast<std::ptrdiff_t>(draws.dim(0));
    return {values.begin() + i * n, values.begin() + (i + 1) * n};
  }
};

constexpr Method kStatistics[] = {Method::mean, Method::variance, Method::stddev, Method::mode,
                                  Method::entropy};
constexpr Method kFunctions[] = {Method::log_prob,
                                 Method::cdf,
                                 Method::log_cdf,
                                 Method::survival_function,
                                 Method::log_survival_function,
                                 Method::quantile,
                                 Method::quantile_complement};

Array call(const Distribution& d, Method method, const Array& x) {
  switch (method) {
    case Method::sample: return d.sample(Key(1));
    case Method::log_prob: return d.log_prob(x);
    case Method::cdf: return d.cdf(x);
    case Method::log_cdf: return d.log_cdf(x);
    case Method::survival_function: return d.survival_function(x);
    case Method::log_survival_function: return d.log_survival_function(x);
    case Method::quantile: return d.quantile(x);
    case Method::quantile_complement: return d.quantile_complement(x);
    case Method::mean: return d.mean();
    case Method::variance: return d.variance();
    case Method::stddev: return d.stddev();
    case Method::mode: return d.mode();
    case Method::covariance: return d.covariance();
    case Method::entropy:
    case Method::default_event_space_bijector: break;
  }
  return d.entropy();
}

TEST_P(DistributionBattery, HasTheShapesOfItsParameters) {
  Shape expected;
  for (const NamedArray& p : c.parameters) {
    expected = broadcast_shapes(expected, p.value.shape(), "test");
  }
  EXPECT_EQ(batch, expected);
  EXPECT_EQ(d.event_shape(), Shape{});
  EXPECT_EQ(d.sample(Key(1)).shape(), batch);
  EXPECT_EQ(d.sample({4, 2}, Key(1)).shape(), (Shape{4, 2} + batch));
  EXPECT_EQ(d.sample(Shape{0}, Key(1)).shape(), Shape{0} + batch);
  const auto [draw, log_prob] = d.sample_and_log_prob({3}, Key(1));
  EXPECT_EQ(draw.values(), d.sample({3}, Key(1)).values());
  EXPECT_EQ(log_prob.values(), d.log_prob(draw).values());
  for (const Method method : kStatistics) {
    if (d.has(method)) {
      EXPECT_EQ(call(d, method, 0.).shape(), batch);
    }
  }
  for (const Method method : kFunctions) {
    if (!d.has(method)) continue;
    EXPECT_EQ(call(d, method, 1.).shape(), batch);
    EXPECT_EQ(call(d, method, for_batch(array({0., 1.}))).shape(), Shape{2} + batch);
  }
  EXPECT_EQ(d.to_string(),
            text(d.name(), "(batch_shape=", batch, ", event_shape=[], dtype=float64)"));
}

TEST_P(DistributionBattery, SaysTruthfullyWhatItHas) {
  for (const auto methods :
       {std::span<const Method>(kStatistics), std::span<const Method>(kFunctions)}) {
    for (const Method method : methods) {
      bool is_implemented = true;
      try {
        call(d, method, 1.);
      } catch (const NotImplemented&) {
        is_implemented = false;
      }
      EXPECT_EQ(d.has(method), is_implemented) << static_cast<int>(method);
    }
  }
}

TEST_P(DistributionBattery, HasNoMassOutsideAndNoNaNGradientsAnywhere) {
  const Arrays parameters = c.values();
  for (const double x :
       {-kInfinity, -1e300, -1., -1e-300, 0., 1e-300, 0.5, 1., 1.5, 2., 1e6, 1e300, kInfinity}) {
    const Array point = full(batch, x);
    const std::vector<double> values = d.log_prob(point).values();
    const auto is_inside = d.rules().is_in_support(point);
    const std::vector<bool> inside =
        is_inside ? is_inside->values<bool>() : std::vector<bool>(values.size(), true);
    Arrays arguments = parameters;
    arguments.push_back(point);
    const auto sum_of_log_prob = [&](const Arrays& a) {
      return Arrays{sum(c.make(Arrays(a.begin(), a.end() - 1)).log_prob(a.back()))};
    };
    const Arrays gradients = value_and_grad_arrays("test", sum_of_log_prob, arguments).gradients;
    const std::vector<double> slopes = gradients.back().values();
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_FALSE(std::isnan(values[i])) << x;
      if (!inside[i]) {
        EXPECT_EQ(values[i], -kInfinity) << x;
      }
      if (!inside[i]) {
        EXPECT_EQ(slopes[i], 0) << x;
      }
    }
    for (const Array& gradient : gradients) {
      for (const double slope : gradient.values()) EXPECT_FALSE(std::isnan(slope)) << x;
    }
  }
}

TEST_P(DistributionBattery, GivesNaNForNaN) {
  for (const Method method : kFunctions) {
    if (!d.has(method)) continue;
    for (const double value : call(d, method, std::nan("")).values()) {
      EXPECT_TRUE(std::isnan(value)) << static_cast<int>(method);
    }
  }
}

TEST_P(DistributionBattery, DensityIsTheDerivativeOfTheCdf) {
  if (is_discrete || !d.has(Method::cdf)) return;
  const Array x = d.quantile(for_batch(array({0.001, 0.1, 0.4, 0.6, 0.9, 0.999})));
  const Array slope = grad([&](const Array& y) { return sum(d.cdf(y)); })(x);
  const std::vector<double> density = d.prob(x).values(), slopes = slope.values();
  // cond of exp(log_prob): |log_prob| and what rounding of x does to it.
  for (std::size_t i = 0; i < density.size(); ++i)
    EXPECT_NEAR(slopes[i] / density[i], 1, 1e-6) << i;

  // A rule that knows neither: the integrals between neighbouring percentiles, along the reals. The
  // tanh-sinh rule, since a density may have a pole at a percentile, as Horseshoe has at its
  // median.
  constexpr int kNum = 161;
  constexpr double kExtent = 3.3;
  const Bijector onto = d.default_event_space_bijector();
  const Array edges = onto.inverse(d.quantile(for_batch(linspace(0.01, 0.99, 99))));
  const Array low = slice_axis(edges, 0, 0, 98), high = slice_axis(edges, 0, 1, 99);
  const Array t = reshape(linspace(-kExtent, kExtent, kNum),
                          Shape{kNum} + Shape(Dims(static_cast<std::size_t>(edges.rank()), 1)));
  const Array rise = std::numbers::pi * sinh(t), from_low = sigmoid(rise),
              from_high = sigmoid(-rise);
  const Array weight =
      (2 * kExtent / (kNum - 1)) * std::numbers::pi * cosh(t) * from_low * from_high;
  const Array width = high - low;
  const Array z = where(t < 0., low + width * from_low, high - width * from_high);
  const Array density_of_z = exp(d.log_prob(onto.forward(z)) + onto.forward_log_det_jacobian(z));
  const Array integral = sum(weight * density_of_z * width, {.axes = {0}});
  // A kink of the density costs an order or two.
  for (const double value : integral.values()) EXPECT_NEAR(value, 0.01, c.is_extreme ? 1e-7 : 1e-8);
}

TEST_P(DistributionBattery, PmfSumsToOne) {
  if (!is_discrete) return;
  // Of whole numbers too, where the support has negative ones.
  const Array k = for_batch(arange(-400., 400.)), mass = d.prob(k);
  for (const double total : sum(mass, {.axes = {0}}).values()) EXPECT_NEAR(total, 1, 1e-13);
  if (!d.has(Method::cdf)) return;
  const std::vector<double> cdf = d.cdf(k).values(), added = cumulative_sum(mass, 0).values();
  const std::vector<double> between = d.cdf(k + 0.5).values();
  for (std::size_t i = 0; i < cdf.size(); ++i) {
    EXPECT_NEAR(cdf[i], added[i], 1e-13);
    EXPECT_EQ(between[i], cdf[i]);
  }
}

TEST_P(DistributionBattery, QuantileInvertsCdf) {
  if (!d.has(Method::quantile)) return;
  const Array p = for_batch(array({1e-300, 1e-10, 0.01, 0.3, 0.5, 0.7, 0.99, 1 - 1e-12}));
  if (is_discrete) {
    const Array k = for_batch(arange(3));
    const std::vector<double> back = d.quantile(d.cdf(k)).values(),
                              points = (k + zeros(batch)).values();
    const std::vector<double> mass = d.prob(k).values(), cdf = d.cdf(k + zeros(batch)).values(),
                              upper = d.survival_function(k - 1).values();
    for (std::size_t i = 0; i < back.size(); ++i) {
      // Where the mass of k is below the cdf's rounding a smaller quantile is right.
      if (cdf[i] < 1 && mass[i] > 4 * kEpsilon && upper[i] > 4 * kEpsilon) {
        EXPECT_EQ(back[i], points[i]);
      }
    }
  } else {
    const Array x = d.quantile(p);
    const std::vector<double> error = abs(d.cdf(x) - p).values();
    // 64 eps p, and what the rounding of x to a double, of the standardized x too, moves.
    const Array step = 4 * kEpsilon * (abs(x) + abs(d.quantile(0.5)));
    const std::vector<double> bound =
        (kEpsilon * p * (64 + 8 * abs(log(p))) + d.cdf(x + step) - d.cdf(x - step)).values();
    // Where the quantile is too near an end to be told from it, there is nothing to invert.
    const auto is_inside = d.rules().is_in_support(x);
    const std::vector<bool> inside =
        is_inside ? is_inside->values<bool>() : std::vector<bool>(error.size(), true);
    for (std::size_t i = c.is_extreme ? 2 * error.size() / 8 : 0; i < error.size(); ++i) {
      if (!inside[i]) continue;
      EXPECT_LE(error[i], bound[i]) << i;
    }
  }
  for (const double bad : {-1e-300, -1., 1 + kEpsilon, kInfinity, -kInfinity}) {
    for (const double value : d.quantile(bad).values()) EXPECT_TRUE(std::isnan(value)) << bad;
  }
}

TEST_P(DistributionBattery, QuantileComplementInvertsTheUpperTail) {
  if (!d.has(Method::quantile_complement) || c.is_extreme) return;
  for (const double q : {0., 1.}) {
    const std::vector<double> got = d.quantile_complement(q).values(),
                              expected = d.quantile(1 - q).values();
    for (std::size_t i = 0; i < got.size(); ++i) {
      if (std::isinf(expected[i])) {
        EXPECT_EQ(got[i], expected[i]) << q;
      } else EXPECT_NEAR(got[i], expected[i], 1e-12 * (1 + std::abs(expected[i]))) << q;
    }
  }
  const Array size = abs(d.quantile(0.5));
  for (const double q : {1e-200, 1e-12, 0.03125, 0.5, 0.9375}) {
    if (is_discrete && q < 1e-100) continue;  // counts are searched up to 2**64
    // The tails a few numbers, or one count, to both sides of x.
    const Array x = d.quantile_complement(q);
    const Array step = is_discrete ? zeros_like(x) : 4 * kEpsilon * (abs(x) + size);
    const std::vector<double> below =
        d.log_survival_function(is_discrete ? x - 1. : x - step).values();
    const std::vector<double> above = d.log_survival_function(x + step).values();
    for (std::size_t i = 0; i < below.size(); ++i) {
      const double error = 1e-9 * (1 - std::log(q));
      EXPECT_LE(above[i], std::log(q) + error) << q << " " << x;
      EXPECT_GE(below[i], std::log(q) - error) << q << " " << x;
    }
  }
}

TEST_P(DistributionBattery, TailsAddUpAndEndAtZeroAndOne) {
  if (!d.has(Method::cdf)) return;
  const Array x = d.sample({200}, Key(5));
  const std::vector<double> cdf = d.cdf(x).values(), survival = d.survival_function(x).values();
  const std::vector<double> log_cdf = d.log_cdf(x).values(),
                            log_survival = d.log_survival_function(x).values();
  for (std::size_t i = 0; i < cdf.size(); ++i) {
    EXPECT_NEAR(cdf[i] + survival[i], 1, 4 * kEpsilon);
    if (cdf[i] > 1e-300) {
      EXPECT_NEAR(std::exp(log_cdf[i]) / cdf[i], 1, 1e-12);
    }
    if (survival[i] > 1e-300) {
      EXPECT_NEAR(std::exp(log_survival[i]) / survival[i], 1, 1e-12);
    }
  }
  const auto expect_all = [](const Array& values, double expected) {
    for (const double value : values.values()) EXPECT_EQ(value, expected);
  };
  for (const double sign : {-1., 1.}) {
    expect_all(d.cdf(sign * kInfinity), sign > 0);
    expect_all(d.survival_function(sign * kInfinity), sign < 0);
    expect_all(d.log_cdf(sign * kInfinity), sign > 0 ? 0 : -kInfinity);
    expect_all(d.log_survival_function(sign * kInfinity), sign < 0 ? 0 : -kInfinity);
  }
  for (const double end : {-kInfinity, -1., 0., 1., kInfinity}) {  // slopes at and beyond the ends
    const auto f = [&](const Array& y) { return sum(d.log_cdf(y)); };
    const auto g = [&](const Array& y) { return sum(d.log_survival_function(y)); };
    for (const double slope : grad(f)(full(batch, end)).values())
      EXPECT_FALSE(std::isnan(slope)) << end;
    for (const double slope : grad(g)(full(batch, end)).values())
      EXPECT_FALSE(std::isnan(slope)) << end;
  }
}

/// Of numbers whose mean is 0 and whose variance is 1.
void expect_standard_moments(const std::vector<double>& z) {
  const statistics::Estimate e = statistics::estimate(z);
  EXPECT_NEAR(e.mean, 0, statistics::kMaxDeviation * e.error_of_mean);
  // An average to which one draw gives a twentieth follows no normal law: log-normal numbers of a
  // large scale.
  double largest = 0;
  for (const double value : z) largest = std::max(largest, value * value);
  if (largest < 0.05 * e.variance * static_cast<double>(z.size())) {
    EXPECT_NEAR(e.variance, 1, statistics::kMaxDeviation * e.error_of_variance);
  }
}

TEST_P(DistributionBattery, DrawsFollowTheDistribution) {
  constexpr int kNum = 50'000;  // resolves 0.012 of the cdf
  const Array draws = d.sample({kNum}, Key(7));
  // The variance of angles is not that of numbers.
  const bool has_moments = d.has(Method::mean) && d.has(Method::variance) &&
                           c.family != &distributions::VonMises::family;
  const Array standard = has_moments ? (draws - d.mean()) / d.stddev() : draws;
  // Without a cdf: the sums of the pmf.
  constexpr double kMaxCount = 400;
  const Array masses = is_discrete ? d.prob(for_batch(arange(-kMaxCount, kMaxCount))) : Array(0.);
  // By the probabilities of the draws, which are uniform.
  const bool has_probabilities = !is_discrete && d.has(Method::cdf);
  const Array probabilities = has_probabilities ? d.cdf(draws) : Array(0.);
  for (std::int64_t i = 0; i < batch.size(); ++i) {
    const std::vector<double> x = element(draws, i);
    // Nothing is known of an average without a variance.
    const bool is_finite =
        has_moments && std::isfinite(d.stddev().values()[static_cast<std::size_t>(i)]);
    if (is_finite && (!is_discrete || !c.is_extreme)) {
      expect_standard_moments(element(standard, i));
    }
    if (!is_discrete && !has_probabilities) continue;
    double distance = 0;
    if (is_discrete) {
      std::vector<double> cdf{0};  // cdf[k + 1 + kMaxCount] at k
      for (const double mass : element(masses, i)) cdf.push_back(cdf.back() + mass);
      distance = statistics::distance_to_cdf(
          x, [&](double k) { return cdf.at(static_cast<std::size_t>(k + 1 + kMaxCount)); }, 1);
    } else {
      distance = statistics::distance_to_cdf(element(probabilities, i), [](double p) { return p; });
    }
    EXPECT_LT(distance, statistics::largest_distance(x.size()));
  }
}

TEST_P(DistributionBattery, DrawsAreFunctionsOfTheKey) {
  const std::vector<double> first = d.sample({64}, Key(3)).values();
  EXPECT_EQ(d.sample({64}, Key(3)).values(), first);
  const std::vector<double> own = element(d.sample({200}, Key(2)), 0);
  if (*std::min_element(own.begin(), own.end()) < *std::max_element(own.begin(), own.end())) {
    EXPECT_NE(d.sample({64}, Key(4)).values(), first);
  }
  for (const double value : d.log_prob(d.sample({1000}, Key(9))).values()) {
    EXPECT_TRUE(std::isfinite(value));
  }
}

TEST_P(DistributionBattery, EntropyAndDivergenceAgreeWithMonteCarlo) {
  constexpr int kNum = 20'000;
  const Array draws = d.sample({kNum}, Key(11));
  const auto expect_mean = [&](const Array& values, const Array& expected, const char* what) {
    const std::vector<double> truth = expected.values();
    for (std::int64_t i = 0; i < batch.size(); ++i) {
      const statistics::Estimate e = statistics::estimate(element(values, i));
      const double t = truth[static_cast<std::size_t>(i)];
      if (std::isinf(t)) {
        EXPECT_EQ(e.mean, t) << what;
      } else
        EXPECT_NEAR(e.mean, t,
                    statistics::kMaxDeviation * e.error_of_mean + 1e-8 * std::abs(t) + 1e-12)
            << what;
    }
  };
  if (d.has(Method::entropy)) expect_mean(-d.log_prob(draws), d.entropy(), "entropy");
  for (const DistributionCase& other_case : distribution_cases()) {
    const Distribution other = other_case.make();
    if (other_case.family != c.family || other_case.is_extreme || c.is_extreme ||
        other.batch_shape().rank() > 0)
      continue;
    if (!d.has_kl_divergence(other)) continue;
    const Array closed = d.kl_divergence(other);
    expect_mean(d.log_prob(draws) - other.log_prob(draws), closed, other_case.name.c_str());
    for (const double value : closed.values()) EXPECT_GE(value, -1e-15);
    if (d.has(Method::entropy)) {
      EXPECT_EQ(d.cross_entropy(other).values(), (closed + d.entropy()).values());
    }
  }
  if (!d.has_kl_divergence(d)) return;
  for (const double value : d.kl_divergence(d).values()) EXPECT_NEAR(value, 0, 1e-13);
}

INSTANTIATE_TEST_SUITE_P(, DistributionBattery, testing::ValuesIn(distribution_cases()),
                         [](const auto& info) { return info.param.name; });

TEST(DistributionRegistry, HasCasesForEveryFamilyAndParameter) {
  std::vector<DistributionCase> cases = distribution_cases();
  for (const DistributionCase& c : event_cases()) cases.push_back(c);
  for (const Family* family : families()) {
    for (const Parameter& p : family->parameters) {
      if (p.name.empty()) continue;
      int scalars = 0, batches = 0;
      for (const DistributionCase& c : cases) {
        for (const NamedArray& given : c.parameters) {
          if (c.family != family || given.name != p.name) continue;
          ++(c.make().batch_shape().rank() == 0 ? scalars : batches);
        }
      }
      EXPECT_GT(scalars, 0) << family->name << " " << p.name;
      EXPECT_GT(batches, 0) << family->name << " " << p.name;
    }
  }
}

}  // namespace
}  // namespace aleator::battery
