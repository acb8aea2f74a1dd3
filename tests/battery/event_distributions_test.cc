// SPDX-License-Identifier: Apache-2.0
// Tests what every distribution over vectors, matrices and classes promises: shapes, support,
// moments, densities, gradients, transforms.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/battery/distribution_cases.h"
#include "tests/support/statistics.h"

namespace aleator::battery {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// From the reals onto the values of a parameter; nothing where it stays.
std::optional<Bijector> onto_values(const Family& family, const Parameter& p) {
  if (p.name == "mean_direction") return bijectors::UnitVector();
  if (p.name == "cutpoints" && !p.is_trainable) return bijectors::Ascending();
  for (const ParameterProperties& known : parameter_properties(family)) {
    if (known.name == p.name && !p.constraint->is_discrete)
      return known.default_constraining_bijector;
  }
  return std::nullopt;
}

void expect_near(const Array& got, const Array& expected, double tolerance) {
  ASSERT_EQ(got.shape(), expected.shape());
  const std::vector<double> a = got.values(), b = expected.values();
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool is_same = a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]));
    EXPECT_TRUE(is_same || std::abs(a[i] - b[i]) <= tolerance * (1 + std::abs(b[i])))
        << a[i] << " " << b[i];
  }
}

class EventBattery : public testing::TestWithParam<DistributionCase> {
 protected:
  const DistributionCase& c = GetParam();
  const Distribution d = c.make();
  const Shape batch = d.batch_shape(), event = d.event_shape();
  const bool is_discrete = c.family->support->is_discrete || !has_bijector();

  bool has_bijector() const { return d.has(Method::default_event_space_bijector); }
  bool is_reparameterized() const {
    return d.reparameterization_type() == ReparameterizationType::fully_reparameterized;
  }
  /// A parameter that its bijector reaches, as what the bijector maps to it; any other as it is.
  Arrays free_values() const {
    Arrays values = c.values();
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (const auto onto = bijector(i)) values[i] = onto->inverse(values[i]);
    }
    return values;
  }
  Distribution make(const Arrays& free_values) const {
    Arrays values = free_values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (const auto onto = bijector(i)) values[i] = onto->forward(values[i]);
    }
    return c.make(values);
  }
  std::optional<Bijector> bijector(std::size_t i) const {
    return onto_values(*c.family, c.declared(c.numeric()[i]));
  }
  /// Averages over the first axis are 0, with 6 standard errors: a false alarm in 5e8.
  static void expect_average_zero(const Array& x, double rounding = 1e-12) {
    const Array error = sqrt(variance(x, {.axes = {0}}) / static_cast<double>(x.dim(0)));
    const Array bound = statistics::kMaxDeviation * error + rounding;
    EXPECT_TRUE(all(abs(mean(x, {.axes = {0}})) <= bound).item<bool>())
        << mean(x, {.axes = {0}}) << " of " << bound;
  }
};

TEST_P(EventBattery, Shapes) {
  EXPECT_EQ(d.sample(Key(1)).shape(), batch + event);
  EXPECT_EQ(d.sample({4, 2}, Key(1)).shape(), (Shape{4, 2} + batch + event));
  EXPECT_EQ(d.sample(Shape{0}, Key(1)).shape(), Shape{0} + batch + event);
  const auto [draw, log_prob] = d.sample_and_log_prob({3}, Key(1));
  EXPECT_EQ(draw.values(), d.sample({3}, Key(1)).values());
  EXPECT_EQ(log_prob.values(), d.log_prob(draw).values());
  EXPECT_EQ(log_prob.shape(), Shape{3} + batch);
  const Array one = zeros(event) + d.rules().inside();
  EXPECT_EQ(d.log_prob(slice_axis(reshape(one, Shape{one.size() / event.size()} + event), 0, 0, 1))
                .shape(),
            batch.rank() == 0 ? Shape{1} : batch);
  if (d.has(Method::mean)) {
    EXPECT_EQ(d.mean().shape(), batch + event);
  }
  if (d.has(Method::variance)) {
    EXPECT_EQ(d.variance().shape(), batch + event);
    expect_near(square(d.stddev()), d.variance(), 1e-14);
  }
  if (d.has(Method::mode)) {
    EXPECT_EQ(d.mode().shape(), batch + event);
  }
  if (d.has(Method::entropy)) {
    EXPECT_EQ(d.entropy().shape(), batch);
  }
  if (d.has(Method::covariance)) {
    EXPECT_EQ(d.covariance().shape(), batch + event + event);
  }
}

TEST_P(EventBattery, DrawsLieInTheSupport) {
  const Array x = d.sample({1000}, Key(9));
  EXPECT_TRUE(all(is_finite(d.log_prob(x))).item<bool>());
  expect_near(d.sample({1000}, Key(9)), x, 1e-12);
  if (!has_bijector()) return;
  const Bijector onto = d.default_event_space_bijector();
  const Array z = random::normal(Key(3), Shape{50} + onto.inverse_event_shape(batch + event));
  EXPECT_TRUE(all(is_finite(d.log_prob(onto.forward(z)))).item<bool>());
  expect_near(onto.inverse(onto.forward(z)), z, 1e-7);
}

/// An event with its second element moved is no vector of the set, where the set has no interior.
TEST_P(EventBattery, HasNoMassOutsideAndNoNaNGradients) {
  const Array draw = d.sample(Key(4));
  const std::int64_t size = event.size();
  const Array step = reshape(astype(arange(size) == (size > 1 ? 1 : 0), float64), event);
  Arrays arguments = free_values();
  arguments.push_back(draw);
  // The determinant of I + Y'Y, by which matrices of Student's t are, has no digits of I beyond
  // 1e8.
  const double far = c.family == &distributions::MatrixTLinearOperator::family ? -1e6 : -1e100;
  for (const double move : {0.37, far, kInfinity, -kInfinity}) {
    const Array x = where(step == 1., draw + move, draw);
    const auto is_inside = d.rules().is_in_support(x);
    arguments.back() = x;
    const auto sum_of_log_prob = [&](const Arrays& a) {
      return Arrays{sum(make(Arrays(a.begin(), a.end() - 1)).log_prob(a.back()))};
    };
    const Array density = d.log_prob(x);
    EXPECT_FALSE(any(is_nan(density)).item<bool>()) << move;
    const Arrays gradients = value_and_grad_arrays("test", sum_of_log_prob, arguments).gradients;
    const bool is_all_inside = !is_inside || all(*is_inside).item<bool>();
    if (!is_all_inside) {
      EXPECT_TRUE(all(density == -kInfinity).item<bool>()) << move;
    }
    if (!is_all_inside || std::abs(move) < 1) {
      for (const Array& gradient : gradients) {
        EXPECT_FALSE(any(is_nan(gradient)).item<bool>()) << move;
      }
    }
  }
  const Array unknown = where(step == 1., std::nan(""), draw);
  EXPECT_TRUE(all(is_nan(d.log_prob(unknown))).item<bool>());
}

TEST_P(EventBattery, DrawsHaveTheMoments) {
  constexpr std::int64_t kNum = 20'000;
  const Array x = d.sample({kNum}, Key(5));
  if (!d.has(Method::mean) || any(is_nan(d.mean())).item<bool>()) return;
  const Array centered = x - d.mean();
  expect_average_zero(centered);
  if (d.has(Method::variance)) expect_average_zero(square(centered) - d.variance());
  if (!d.has(Method::covariance)) return;
  const Array products = expand_dims(centered, -1) * expand_dims(centered, -2);
  expect_average_zero(products - d.covariance());
  expect_near(diagonal(d.covariance()), d.variance(), 1e-12);
}

/// Of a density over the reals behind the events: the average of its ratio to that of heavy tails;
/// of classes: their sum.
TEST_P(EventBattery, MassIsOne) {
  if (is_discrete) {
    if (event.rank() > 0) return;  // sums over vectors of counts stand in tests/distributions
    const Array k =
        c.family->parameters[0].name == "outcomes" ? array({-1., 0.5, 2.}) : arange(0., 9.);
    const Array points =
        reshape(k, Shape{k.size()} + Shape(Dims(static_cast<std::size_t>(batch.rank()), 1)));
    expect_near(sum(d.prob(points), {.axes = {0}}), ones(batch), 1e-13);
    return;
  }
  const Bijector onto = d.default_event_space_bijector();
  const Array drawn = sort(onto.inverse(d.sample({1001}, Key(20))), {.axis = 0});
  const Array center = drawn[500], width = 0.5 * (drawn[841] - drawn[159]);
  const std::int64_t rank =
      onto.forward_min_event_ndims() + event.rank() - onto.inverse_min_event_ndims();
  // Tails above any of them in few dimensions, and nearer ones in many.
  const Dims axes = rank == 1 ? Dims{-1} : Dims{-2, -1};
  const distributions::StudentT heavy(drawn.size() / 1001 / batch.size() > 4 ? 3. : 1., center,
                                      width);
  const Array z = heavy.sample({60'000}, Key(21));
  const Array log_density =
      d.log_prob(onto.forward(z)) + onto.forward_log_det_jacobian(z, static_cast<int>(rank));
  EXPECT_FALSE(any(is_nan(log_density)).item<bool>());
  expect_average_zero(exp(log_density - sum(heavy.log_prob(z), {.axes = axes})) - 1.);
}

TEST_P(EventBattery, EntropyAndDivergencesAreAverages) {
  const Array x = d.sample({20'000}, Key(11));
  const Array own = d.log_prob(x);
  if (d.has(Method::entropy)) expect_average_zero(own + d.entropy());
  // The same family with other parameters.
  Arrays moved = free_values();
  for (std::size_t i = 0; i < moved.size(); ++i) {
    if (bijector(i)) moved[i] = moved[i] * 0.75 + 0.125;
  }
  const Distribution other = make(moved);
  if (!d.has_kl_divergence(other)) return;
  const Array closed = d.kl_divergence(other);
  const Array is_disjoint = closed == kInfinity;
  expect_average_zero(own - where(is_disjoint, own, other.log_prob(x) + closed));
  EXPECT_TRUE(all(closed >= -1e-13).item<bool>());
  expect_near(d.kl_divergence(d), zeros(batch), 1e-12);
}

/// Central differences of fourth order along every free coordinate.
void expect_gradients(const ArraysFunction& f, const Arrays& arguments) {
  const Arrays gradients = value_and_grad_arrays("test", f, arguments).gradients;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::vector<double> values = arguments[i].values(), exact = gradients[i].values();
    for (std::size_t j = 0; j < values.size(); ++j) {
      const auto at = [&](double step) {
        std::vector<double> moved = values;
        moved[j] += step;
        Arrays changed = arguments;
        changed[i] = array(moved, arguments[i].shape());
        return f(changed)[0].item();
      };
      const double h = 1e-3;
      const double numeric = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
      EXPECT_NEAR(exact[j], numeric, 1e-7 * (1 + std::abs(numeric))) << "argument " << i;
    }
  }
}

TEST_P(EventBattery, LogProbHasTheRightGradients) {
  const Array x = d.sample({3}, Key(21));
  Arrays trained, arguments = free_values();
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!bijector(i) || c.family == &distributions::VectorDeterministic::family) continue;
    positions.push_back(i);
    trained.push_back(arguments[i]);
  }
  const auto with = [&](const Arrays& a) {
    Arrays all = arguments;
    for (std::size_t k = 0; k < positions.size(); ++k) all[positions[k]] = a[k];
    return make(all);
  };
  if (!trained.empty())
    expect_gradients([&](const Arrays& a) { return Arrays{sum(with(a).log_prob(x))}; }, trained);
  if (is_discrete) return;
  const Bijector onto = d.default_event_space_bijector();
  expect_gradients([&](const Arrays& a) { return Arrays{sum(d.log_prob(onto.forward(a[0])))}; },
                   {onto.inverse(x)});
}

/// The average slope of draws is the slope of the mean; where draws carry none, it is 0.
TEST_P(EventBattery, DrawsCarryGradientsIfClaimed) {
  const Arrays values = free_values();
  const auto draw = [&](const Arrays& a) { return Arrays{make(a).sample({4000}, Key(23))}; };
  const auto mean_of = [&](const Arrays& a) { return Arrays{make(a).mean()}; };
  for (std::size_t i = 0; i < values.size(); ++i) {
    Arrays tangents;
    for (const Array& value : values) tangents.push_back(zeros_like(value));
    tangents[i] = random::normal(Key(24), values[i].shape());
    const Array slopes = jvp_arrays(draw, values, tangents).second[0];
    EXPECT_TRUE(all(is_finite(slopes)).item<bool>()) << i;
    if (!is_reparameterized()) {
      EXPECT_TRUE(all(slopes == 0.).item<bool>()) << i;
    } else if (d.has(Method::variance) && d.has(Method::mean)) {
      expect_average_zero(slopes - jvp_arrays(mean_of, values, tangents).second[0], 1e-10);
    }
  }
}

TEST_P(EventBattery, VmapOverParametersIsALoop) {
  if (c.numeric().empty()) return;
  const Arrays first = c.values(), free = free_values();
  Arrays stacked;
  for (const Array& value : free) stacked.push_back(stack({value, value, value}));
  for (std::size_t i = 0; i < free.size(); ++i) {
    if (bijector(i)) stacked[i] = stack({free[i], free[i] * 0.9375, free[i] + 0.125});
  }
  const Array x = d.sample({2}, Key(24));
  const auto f = [&](const Arrays& a) {
    const Distribution e = make(a);
    Arrays results{e.log_prob(x), e.sample({5}, Key(25))};
    if (d.has(Method::mean)) results.push_back(e.mean());
    if (d.has(Method::variance)) results.push_back(e.variance());
    if (d.has(Method::entropy)) results.push_back(e.entropy());
    return results;
  };
  const Arrays batched = vmap_arrays(f, stacked, {});
  for (std::int64_t i = 0; i < 3; ++i) {
    Arrays entry;
    for (const Array& values : stacked) entry.push_back(values[i]);
    const Arrays single = f(entry);
    for (std::size_t k = 0; k < single.size(); ++k) {
      expect_near(batched[k][i], single[k], 1e-13);
    }
  }
}

TEST_P(EventBattery, MembersOfABatchAreDistributionsOfTheirOwn) {
  if (batch.rank() == 0) return;
  const Distribution first = d[0];
  const Array x = d.sample({3}, Key(2));
  const Array part = squeeze(slice_axis(x, 1, 0, 1), 1);
  expect_near(first.log_prob(part), squeeze(slice_axis(d.log_prob(x), 1, 0, 1), 1), 1e-13);
}

TEST_P(EventBattery, KeepsFloat32) {
  Arrays narrow;
  for (const Array& value : c.values()) narrow.push_back(astype(value, float32));
  if (narrow.empty()) return;  // its dtype is an option
  const Distribution f = c.make(narrow);
  EXPECT_EQ(f.dtype(), float32);
  const Array x = f.sample({3}, Key(26));
  EXPECT_EQ(x.dtype(), is_floating(d.sample(Key(1)).dtype()) ? float32 : x.dtype());
  EXPECT_EQ(f.log_prob(x).dtype(), float32);
  const Method statistics[] = {Method::mean, Method::variance, Method::mode, Method::covariance,
                               Method::entropy};
  for (const Method method : statistics) {
    if (!f.has(method)) continue;
    const Array value = method == Method::mean         ? f.mean()
                        : method == Method::variance   ? f.variance()
                        : method == Method::mode       ? f.mode()
                        : method == Method::covariance ? f.covariance()
                                                       : f.entropy();
    const bool is_class = method == Method::mode && !is_floating(x.dtype());
    EXPECT_EQ(value.dtype(), is_class ? x.dtype() : float32) << static_cast<int>(method);
  }
  if (f.has_kl_divergence(f)) {
    EXPECT_EQ(f.kl_divergence(f).dtype(), float32);
  }
  if (is_discrete) expect_near(f.log_prob(x), d.log_prob(astype(x, float64)), 1e-5);
}

TEST_P(EventBattery, TheReferenceGivesWhatIsCompiled) {
  const auto results = [&] {
    const Array x = d.sample({4}, Key(6));
    Arrays all{x, d.log_prob(x)};
    if (d.has(Method::entropy)) all.push_back(d.entropy());
    evaluate(all);
    return all;
  };
  const Arrays compiled = results();
  const ReferenceOnly scope;
  const Arrays interpreted = results();
  for (std::size_t i = 0; i < compiled.size(); ++i) expect_near(compiled[i], interpreted[i], 1e-13);
}

TEST_P(EventBattery, ParametersMayBeVariables) {
  std::vector<Variable> variables;
  Arrays live;
  for (const Array& value : c.values()) {
    variables.emplace_back(value);
    live.push_back(variables.back());
  }
  const Array x = d.sample({3}, Key(27)), density = c.make(live).log_prob(x);
  expect_near(density, d.log_prob(x), 1e-14);
  EXPECT_EQ(trainable_variables({density}).size(), variables.size());
}

INSTANTIATE_TEST_SUITE_P(, EventBattery, testing::ValuesIn(event_cases()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace aleator::battery
