// SPDX-License-Identifier: Apache-2.0
// Tests distributions under transforms: gradients, vmap, dtypes, variables.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/battery/distribution_cases.h"

namespace aleator::battery {
namespace {

class DistributionTransforms : public testing::TestWithParam<DistributionCase> {
 protected:
  const DistributionCase& c = GetParam();
  const Distribution d = c.make();
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
    const double h = 1e-5 * std::max(1., std::abs(values[j]));
    result.push_back((at(values[j] + h) - at(values[j] - h)) / (2 * h));
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
  expect_gradients([&](const Arrays& a) { return Arrays{sum(d.log_prob(a[0]))}; }, {x});
}

TEST_P(DistributionTransforms, OtherFunctionsHaveTheRightGradients) {
  if (c.is_extreme || !d.has(Method::cdf)) return;
  const Array x = d.sample({2}, Key(22));
  expect_gradients(
      [&](const Arrays& a) {
        const Distribution e = c.make(a);
        return Arrays{sum(e.cdf(x) * x) + sum(e.survival_function(x)) + sum(e.entropy()) +
                      sum(e.mean()) + sum(e.variance()) + sum(e.stddev())};
      },
      c.values());
}

TEST_P(DistributionTransforms, DrawsCarryGradientsIfClaimed) {
  if (c.is_extreme) return;
  const auto f = [&](const Arrays& a) { return Arrays{sum(c.make(a).sample({4}, Key(23)))}; };
  if (d.reparameterization_type() == ReparameterizationType::fully_reparameterized) {
    expect_gradients(f, c.values());
  } else {
    for (const Array& gradient : value_and_grad_arrays("test", f, c.values()).gradients) {
      for (const double value : gradient.values()) EXPECT_EQ(value, 0);
    }
  }
}

TEST_P(DistributionTransforms, VmapOverParametersIsALoop) {
  Arrays stacked;
  constexpr std::int64_t kNum = 3;
  for (const Array& value : c.values()) {
    Arrays entries;
    for (const double factor : {1., 0.9375, 0.875}) entries.push_back(value * factor);
    stacked.push_back(stack(entries));
  }
  const Array x = d.sample({2}, Key(24));
  const auto f = [&](const Arrays& a) {
    const Distribution e = c.make(a);
    Arrays results{e.log_prob(x), e.sample({5}, Key(25)), e.mean(), e.variance()};
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
  for (const Array& statistic : {f.mean(), f.variance(), f.stddev()})
    EXPECT_EQ(statistic.dtype(), float32);
  EXPECT_EQ(f.kl_divergence(f).dtype(), float32);
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
  for (const Variable& variable : variables) {
    others.push_back(variable.value() * 0.96875);
    variable.assign(others.back());
  }
  const Distribution changed = c.make(others);
  EXPECT_EQ(log_prob.values(), changed.log_prob(1.).values());
  EXPECT_EQ(sample.values(), changed.sample({3}, Key(27)).values());
  EXPECT_EQ(e.mean().values(), changed.mean().values());
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
  EXPECT_EQ(Normal(true, 1).mean().item(), 1);
}

}  // namespace
}  // namespace aleator::battery
