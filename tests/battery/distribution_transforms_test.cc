// SPDX-License-Identifier: Apache-2.0
// Tests distributions under transforms: gradients, vmap, dtypes, variables.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/battery/distribution_cases.h"
#include "tests/support/statistics.h"

namespace aleator::battery {
namespace {

class DistributionTransforms : public testing::TestWithParam<DistributionCase> {
 protected:
  const DistributionCase& c = GetParam();
  const Distribution d = c.make();

  bool has_finite(Method statistic) const {
    if (!d.has(statistic)) return false;
    return all(is_finite(statistic == Method::mean ? d.mean() : d.variance())).item<bool>();
  }
  /// The values times a factor, for those that may be any number.
  Arrays scaled(double factor) const {
    Arrays values;
    for (const std::size_t i : c.numeric()) {
      const Array& value = c.parameters[i].value;
      values.push_back(c.declared(i).constraint->is_discrete ? value : value * factor);
    }
    return values;
  }
};

Array entry_of(const Array& x, std::int64_t i) {
  return reshape(slice_axis(x, 0, i, i + 1), x.shape().without(0));
}

/// Central differences of f, element by element of argument i.
std::vector<double> differences(const ArraysFunction& f, const Arrays& arguments, std::size_t i) {
  std::vector<double> result;
  const std::vector<double> values = arguments[i].values();
  for (std::size_t j = 0; j < values.size(); ++j) {
    const auto at = [&](double x) {
      std::vector<double> moved = values;
      moved[j] = x;
      Arrays changed = arguments;
      changed[i] = array(moved, arguments[i].shape());
      return f(changed)[0].item();
    };
    // Of fourth order, with a step in proportion.
    const double h = 2e-4 * std::clamp(std::abs(values[j]), 1e-3, 10.);
    const double near = at(values[j] + h) - at(values[j] - h),
                 far = at(values[j] + 2 * h) - at(values[j] - 2 * h);
    result.push_back((8 * near - far) / (12 * h));
  }
  return result;
}

void expect_gradients(const ArraysFunction& f, const Arrays& arguments) {
  const Arrays gradients = value_and_grad_arrays("test", f, arguments).gradients;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::vector<double> numeric = differences(f, arguments, i), exact = gradients[i].values();
    for (std::size_t j = 0; j < exact.size(); ++j) {
      EXPECT_NEAR(exact[j], numeric[j], 1e-7 * (1 + std::abs(numeric[j]))) << "argument " << i;
    }
  }
}

TEST_P(DistributionTransforms, LogProbHasTheRightGradients) {
  if (c.is_extreme) return;
  Arrays arguments = c.values();
  const Array x = d.sample({3}, Key(21));
  expect_gradients([&](const Arrays& a) { return Arrays{sum(c.make(a).log_prob(x))}; }, arguments);
  if (c.family->support->is_discrete) return;
  // Along the reals: densities may have an end nearby.
  const Bijector onto = d.default_event_space_bijector();
  expect_gradients([&](const Arrays& a) { return Arrays{sum(d.log_prob(onto.forward(a[0])))}; },
                   {onto.inverse(x)});
}

TEST_P(DistributionTransforms, OtherFunctionsHaveTheRightGradients) {
  if (c.is_extreme || !d.has(Method::cdf)) return;
  const Array x = d.sample({2}, Key(22));
  expect_gradients(
      [&](const Arrays& a) {
        const Distribution e = c.make(a);
        Array total = sum(e.cdf(x) * tanh(x)) + sum(e.survival_function(x));
        if (d.has(Method::entropy)) total = total + sum(e.entropy());
        if (has_finite(Method::mean)) total = total + sum(e.mean());
        if (has_finite(Method::variance)) total = total + sum(e.variance());
        return Arrays{total};
      },
      c.values());
}

/// The probabilities F(x) of draws x are uniform whatever the parameters: their average slopes
/// along a parameter, draws and F both moving, are 0, weighted by any function of F(x) too.
TEST_P(DistributionTransforms, DrawsMoveWithTheirDistribution) {
  if (c.is_extreme || !d.has(Method::cdf) ||
      d.reparameterization_type() != ReparameterizationType::fully_reparameterized)
    return;
  const Arrays values = c.values();
  const auto probability = [&](const Arrays& a) {
    const Distribution e = c.make(a);
    return Arrays{e.cdf(e.sample({4000}, Key(28)))};
  };
  for (std::size_t i = 0; i < values.size(); ++i) {
    Arrays tangents;
    for (const Array& value : values) tangents.push_back(zeros_like(value));
    tangents[i] = ones_like(values[i]);
    const auto [u, slopes] = jvp_arrays(probability, values, tangents);
    for (const Array& weight : {ones_like(u[0]), u[0] - 0.5, square(u[0] - 0.5)}) {
      const Array weighted = weight * slopes[0];
      const Array error = sqrt(variance(weighted, {.axes = {0}}) / 4000.);
      const Array bound = statistics::kMaxDeviation * error + 1e-9;
      EXPECT_TRUE(all(abs(mean(weighted, {.axes = {0}})) <= bound).item<bool>()) << i;
    }
  }
}

/// The average slope of draws is the slope of the mean.
TEST_P(DistributionTransforms, DrawsCarryGradientsIfClaimed) {
  if (c.is_extreme) return;
  const Arrays values = c.values();
  if (d.reparameterization_type() != ReparameterizationType::fully_reparameterized) {
    const auto f = [&](const Arrays& a) { return Arrays{sum(c.make(a).sample({4}, Key(23)))}; };
    for (const Array& gradient : value_and_grad_arrays("test", f, values).gradients) {
      for (const double value : gradient.values()) EXPECT_EQ(value, 0);
    }
    return;
  }
  const auto draw = [&](const Arrays& a) { return Arrays{c.make(a).sample({4000}, Key(23))}; };
  const auto mean_of = [&](const Arrays& a) { return Arrays{c.make(a).mean()}; };
  for (std::size_t i = 0; i < values.size(); ++i) {
    Arrays tangents;
    for (const Array& value : values) tangents.push_back(zeros_like(value));
    tangents[i] = ones_like(values[i]);
    const Array slopes = jvp_arrays(draw, values, tangents).second[0];
    EXPECT_TRUE(all(is_finite(slopes)).item<bool>()) << i;
    if (!d.has(Method::variance)) continue;
    const Array error = sqrt(variance(slopes, {.axes = {0}}) / 4000.);
    const Array expected = jvp_arrays(mean_of, values, tangents).second[0];
    const Array is_near = abs(mean(slopes, {.axes = {0}}) - expected) <=
                          statistics::kMaxDeviation * error + 1e-12 * (1. + abs(expected));
    EXPECT_TRUE(all(logical_or(is_near, logical_not(is_finite(d.variance())))).item<bool>()) << i;
  }
}

TEST_P(DistributionTransforms, VmapOverParametersIsALoop) {
  Arrays stacked;
  constexpr std::int64_t kNum = 3;
  const Arrays first = c.values(), second = scaled(0.9375), third = scaled(0.875);
  for (std::size_t i = 0; i < first.size(); ++i)
    stacked.push_back(stack({first[i], second[i], third[i]}));
  const Array x = d.sample({2}, Key(24));
  const auto f = [&](const Arrays& a) {
    const Distribution e = c.make(a);
    Arrays results{e.log_prob(x), e.sample({5}, Key(25))};
    if (has_finite(Method::mean)) results.push_back(e.mean());
    if (has_finite(Method::variance)) results.push_back(e.variance());
    return results;
  };
  const Arrays batched = vmap_arrays(f, stacked, {});
  for (std::int64_t i = 0; i < kNum; ++i) {
    Arrays entry;
    for (const Array& values : stacked) entry.push_back(entry_of(values, i));
    const Arrays single = f(entry);
    for (std::size_t k = 0; k < single.size(); ++k) {
      EXPECT_EQ(entry_of(batched[k], i).values(), single[k].values()) << "result " << k;
    }
  }
}

TEST_P(DistributionTransforms, KeepsFloat32) {
  if (c.is_extreme) return;
  Arrays narrow, weak_but_one, integers;
  for (const Array& value : c.values()) narrow.push_back(astype(value, float32));
  const Distribution f = c.make(narrow);
  EXPECT_EQ(f.dtype(), float32);
  const Array x = f.sample({3}, Key(26));
  EXPECT_EQ(x.dtype(), float32);
  EXPECT_EQ(f.log_prob(x).dtype(), float32);
  EXPECT_EQ(f.log_prob(1).dtype(), float32);
  EXPECT_EQ(f.log_prob(ones({}, int64)).dtype(), float32);
  for (const Method method : {Method::cdf, Method::quantile, Method::entropy}) {
    if (!f.has(method)) continue;
    const Array value = method == Method::cdf        ? f.cdf(x)
                        : method == Method::quantile ? f.quantile(0.5)
                                                     : f.entropy();
    EXPECT_EQ(value.dtype(), float32);
  }
  if (f.has(Method::mean)) {
    EXPECT_EQ(f.mean().dtype(), float32);
  }
  if (f.has(Method::variance)) {
    EXPECT_EQ(f.variance().dtype(), float32);
    EXPECT_EQ(f.stddev().dtype(), float32);
  }
  if (f.rules().kl_divergence(f.rules())) {
    EXPECT_EQ(f.kl_divergence(f).dtype(), float32);
  }
  const std::vector<double> wide = d.log_prob(astype(x, float64)).values(),
                            near = f.log_prob(x).values();
  for (std::size_t i = 0; i < wide.size(); ++i)
    EXPECT_NEAR(near[i], wide[i], 1e-5 * (1 + std::abs(wide[i])));
}

TEST_P(DistributionTransforms, ParametersMayBeVariables) {
  std::vector<Variable> variables;
  Arrays live;
  for (const Array& value : c.values()) {
    variables.emplace_back(value);
    live.push_back(variables.back());
  }
  const Distribution e = c.make(live);
  const Array log_prob = e.log_prob(1.), sample = e.sample({3}, Key(27));
  EXPECT_EQ(log_prob.values(), d.log_prob(1.).values());
  Arrays others;
  const Arrays moved = scaled(0.96875);
  for (std::size_t i = 0; i < variables.size(); ++i) {
    others.push_back(moved[i]);
    variables[i].assign(others.back());
  }
  const Distribution changed = c.make(others);
  EXPECT_EQ(log_prob.values(), changed.log_prob(1.).values());
  EXPECT_EQ(sample.values(), changed.sample({3}, Key(27)).values());
  if (has_finite(Method::mean)) {
    EXPECT_EQ(e.mean().values(), changed.mean().values());
  }
  EXPECT_EQ(trainable_variables({e.log_prob(1.)}).size(), variables.size());
}

INSTANTIATE_TEST_SUITE_P(, DistributionTransforms, testing::ValuesIn(distribution_cases()),
                         [](const auto& info) { return info.param.name; });

TEST(DistributionDtype, OneDtypeForAllParameters) {
  using distributions::Normal;
  const Array narrow = strong_scalar(2.f);
  EXPECT_EQ(Normal(narrow, 1.).dtype(), float32);
  EXPECT_EQ(Normal(narrow, 1.).stddev().dtype(), float32);
  EXPECT_EQ(Normal(narrow, 1.).quantile(0.5).dtype(), float32);
  EXPECT_EQ(Normal(narrow, strong_scalar(1.)).mean().dtype(), float64);
  EXPECT_EQ(Normal(arange(3), narrow).dtype(), float32);
  EXPECT_EQ(Normal(arange(3), 1).mean().dtype(), float64);
  EXPECT_EQ(Normal(arange(3), 1).mean().values(), (std::vector<double>{0, 1, 2}));
  EXPECT_EQ(Normal(0, 1).dtype(), float64);
  EXPECT_EQ(Normal(0, 1).log_prob(narrow).dtype(), float32);
}

}  // namespace
}  // namespace aleator::battery
