// SPDX-License-Identifier: Apache-2.0
// Tests that gradient estimators are unbiased. Means over independent keys are compared with exact
// gradients, or with each other, within 5 standard errors: each comparison fails falsely once in
// 1.7 million seeds; seeds are fixed.
#include <numbers>

#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace vi;
using enum GradientEstimator;

constexpr double kLoc = 0.7, kScale = 1.3;  // of the target
constexpr int kNumKeys = 40'000;

/// log N(x; 0.7, 1.3) + 2: not normalised.
Array target(const Array& x) { return distributions::Normal(kLoc, kScale).log_prob(x) + 2.; }
Array normalised(const Array& x) { return distributions::Normal(kLoc, kScale).log_prob(x); }

struct Estimate {
  std::vector<double> mean, error;  // of the value and the derivatives by loc and log scale
};

/// Over keys, of a loss of (log scale and loc of a normal surrogate, key).
Estimate estimate(const LogDensity& log_prob, const VariationalLossOptions& options) {
  const auto one = [&](const Array& number) {
    const auto loss = [&](const Arrays& x) {
      VariationalLossOptions own = options;
      own.key = fold_in(options.key, number);
      return Arrays{
          monte_carlo_variational_loss(log_prob, distributions::Normal(x[0], exp(x[1])), own)};
    };
    const auto result = value_and_grad_arrays(
        "test", loss, {Array(astype(0.2, float64)), Array(astype(-0.3, float64))});
    return stack({result.value, result.gradients[0], result.gradients[1]}, 0);
  };
  const Array all = jit(vmap(one))(arange(kNumKeys, int64));
  const Array error = stddev(all, {.axes = {0}}, 1) / std::sqrt(1. * kNumKeys);
  return {mean(all, {.axes = {0}}).values(), error.values()};
}

void expect_means(const Estimate& e, const std::vector<double>& exact) {
  for (std::size_t i = 0; i < exact.size(); ++i)
    EXPECT_NEAR(e.mean[i], exact[i], 5 * e.error[i] + 1e-12) << "at " << i;
}

void expect_same(const Estimate& a, const Estimate& b) {
  for (std::size_t i = 0; i < a.mean.size(); ++i)
    EXPECT_NEAR(a.mean[i], b.mean[i], 5 * std::hypot(a.error[i], b.error[i])) << "at " << i;
}

// KL[N(m, s), N(a, b)] = log(b / s) + (s^2 + (m - a)^2) / (2 b^2) - 1 / 2.
const double kS = std::exp(-0.3), kM = 0.2;
std::vector<double> exact_kl_reverse() {
  const double d = kM - kLoc, b2 = kScale * kScale;
  return {std::log(kScale / kS) + (kS * kS + d * d) / (2 * b2) - 0.5 - 2, d / b2,
          -1 + kS * kS / b2};
}
TEST(VariationalLoss, GradientsOfKlReverseAreUnbiased) {
  for (const auto estimator : {reparameterization, score_function, doubly_reparameterized}) {
    for (const int sample_size : {1, 3}) {
      SCOPED_TRACE(text("estimator ", static_cast<int>(estimator), " size ", sample_size));
      const Estimate e = estimate(
          target, {.sample_size = sample_size, .gradient_estimator = estimator, .key = Key(1)});
      expect_means(e, exact_kl_reverse());
    }
  }
}

TEST(VariationalLoss, GradientsOfKlForwardAreUnbiased) {
  // A target with lighter tails than the surrogate: else u has no variance.
  const auto narrow = [](const Array& x) { return distributions::Normal(0.3, 0.5).log_prob(x); };
  const double d = kM - 0.3, s2 = kS * kS, b2 = 0.25;
  const std::vector<double> exact{std::log(kS / 0.5) + (b2 + d * d) / (2 * s2) - 0.5, d / s2,
                                  1 - (b2 + d * d) / s2};
  for (const auto estimator : {reparameterization, score_function, doubly_reparameterized}) {
    SCOPED_TRACE(static_cast<int>(estimator));
    const Estimate e = estimate(narrow, {.sample_size = 2,
                                         .discrepancy_fn = DiscrepancyFn(kl_forward),
                                         .gradient_estimator = estimator,
                                         .key = Key(2)});
    expect_means(e, exact);
  }
}

TEST(VariationalLoss, GradientsOfImportanceWeightedBoundsAgree) {
  const auto of = [&](GradientEstimator estimator, const DiscrepancyFn& f) {
    return estimate(target, {.sample_size = 2,
                             .importance_sample_size = 4,
                             .discrepancy_fn = f,
                             .gradient_estimator = estimator,
                             .key = Key(3 + static_cast<std::uint64_t>(estimator))});
  };
  for (const DiscrepancyFn& f : {DiscrepancyFn(kl_reverse), DiscrepancyFn(squared_hellinger)}) {
    const Estimate paths = of(reparameterization, f);
    for (const auto estimator : {score_function, doubly_reparameterized, vimco}) {
      SCOPED_TRACE(static_cast<int>(estimator));
      expect_same(of(estimator, f), paths);
    }
  }
  // The bound is tighter than with one draw, and above -log Z.
  const double bound = of(reparameterization, DiscrepancyFn(kl_reverse)).mean[0];
  EXPECT_LT(bound, exact_kl_reverse()[0]);
  EXPECT_GT(bound, -2.);
}

TEST(VariationalLoss, BaselinesAndSecondReparameterizationsReduceNoise) {
  const auto error_of = [&](GradientEstimator estimator, int k) {
    return estimate(target, {.sample_size = 8,
                             .importance_sample_size = k,
                             .gradient_estimator = estimator,
                             .key = Key(9)})
        .error[1];
  };
  EXPECT_LT(error_of(vimco, 8), 0.8 * error_of(score_function, 8));
  // Where surrogate and target agree, the doubly reparameterized gradient is 0 at every draw.
  const auto same = [](const Array& x) {
    return distributions::Normal(0.2, std::exp(-0.3)).log_prob(x);
  };
  const Estimate e = estimate(same, {.gradient_estimator = doubly_reparameterized, .key = Key(1)});
  EXPECT_LT(e.error[1], 1e-15);
  EXPECT_GT(estimate(same, {.gradient_estimator = reparameterization, .key = Key(1)}).error[1],
            1e-3);
}

TEST(VariationalLoss, ScoreFunctionTakesDiscreteSurrogates) {
  // E_q[log q - log p] of Bernoulli distributions by the logit of q.
  const double logit = 0.4, q = 1 / (1 + std::exp(-logit)), p = 0.8;
  const auto log_p = [&](const Array& x) {
    return distributions::Bernoulli({.probs = p}).log_prob(x);
  };
  const auto one = [&](const Array& number) {
    const auto loss = [&](const Arrays& x) {
      return Arrays{
          monte_carlo_variational_loss(log_p, distributions::Bernoulli({.logits = x[0]}),
                                       {.sample_size = 4, .key = fold_in(Key(1), number)})};
    };
    const auto r = value_and_grad_arrays("test", loss, {Array(astype(logit, float64))});
    return stack({r.value, r.gradients[0]}, 0);
  };
  const Array all = jit(vmap(one))(arange(kNumKeys, int64));
  const Array error = stddev(all, {.axes = {0}}, 1) / std::sqrt(1. * kNumKeys);
  const double kl = q * std::log(q / p) + (1 - q) * std::log((1 - q) / (1 - p));
  const double slope = q * (1 - q) * (std::log(q / p) - std::log((1 - q) / (1 - p)));
  expect_means({mean(all, {.axes = {0}}).values(), error.values()}, {kl, slope});
}

TEST(VariationalLoss, Messages) {
  const auto says = [](const SurrogatePosterior& q, const VariationalLossOptions& o,
                       const char* words) {
    const std::string message =
        message_of<Error>([&] { monte_carlo_variational_loss(normalised, q, o); });
    EXPECT_NE(message.find(words), std::string::npos) << message;
  };
  const distributions::Normal normal(0., 1.);
  says(normal, {.sample_size = 0, .key = Key(1)}, "sample_size and importance_sample_size must be");
  says(normal, {.gradient_estimator = vimco, .key = Key(1)}, "importance_sample_size >= 2, got 1");
  says(distributions::Poisson({.rate = 1.}),
       {.gradient_estimator = reparameterization, .key = Key(1)}, "carry no gradients");
  const std::string shape = message_of<ShapeError>([&] {
    const auto wrong = [](const Array& x) { return x * ones({2}); };
    monte_carlo_variational_loss(wrong, normal, {.key = Key(1)});
  });
  EXPECT_NE(shape.find("must be a scalar for one draw, got shape [2]"), std::string::npos) << shape;
  const std::string batch =
      message_of<ShapeError>([] { SurrogatePosterior(distributions::Normal(zeros({3}), 1.)); });
  EXPECT_NE(batch.find("make the batch an event by Independent"), std::string::npos) << batch;
}

}  // namespace
}  // namespace aleator
