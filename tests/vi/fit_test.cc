// SPDX-License-Identifier: Apache-2.0
// Tests fits against exact posteriors, quality checks, builders, and what they refuse.
#include <numbers>
#include <sstream>

#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace vi;
using enum GradientEstimator;
namespace tfd = distributions;
namespace tfb = bijectors;

/// Gradients without noise at the optimum, so that a decaying rate reaches it.
FitSurrogateOptions precise(std::int64_t num_steps, double rate = 0.1) {
  return {.num_steps = num_steps,
          .optimizer = optimize::Adam(
              {.learning_rate = optimize::CosineDecay({rate, static_cast<double>(num_steps)})}),
          .sample_size = 4,
          .gradient_estimator = doubly_reparameterized,
          .show_progress = false,
          .key = Key(6)};
}

/// Weights w ~ N(0, 1) of a linear model with known noise: the posterior is normal.
struct LinearModel {
  Array x, y;
  static LinearModel make() {
    const Array x = random::normal(Key(1), {50, 3});
    const Array skewed = x + 0.8 * slice_axis(x, 1, 0, 1);
    return {skewed, matmul(skewed, array({1., -2., 0.5})) + 0.5 * random::normal(Key(2), {50})};
  }
  Array log_prob(const Array& w) const {
    return sum(tfd::Normal(0., 1.).log_prob(w)) + sum(tfd::Normal(matmul(x, w), 0.5).log_prob(y));
  }
  LogDensity target() const {
    return LogDensity([self = *this](const Array& w) { return self.log_prob(w); }, {"w"}, {{3}},
                      {});
  }
  Array precision() const { return eye(3) + matmul(transpose(x), x) * 4.; }
  Array covariance() const { return linalg::inv(precision()); }
  Array posterior_mean() const { return matmul(covariance(), matmul(transpose(x), y) * 4.); }
  double log_evidence() const {
    // log p(y) = log p(y | m) + log p(m) - log p(m | y) at the mean m of the posterior.
    const Array m = posterior_mean();
    const double at_mean =
        tfd::MultivariateNormalTriL({.loc = m, .scale_tril = cholesky(covariance())})
            .log_prob(m)
            .item();
    return log_prob(m).item() - at_mean;
  }
};

Array moments(const SurrogatePosterior& q, Array* covariance) {
  const Array draws = q.sample({200'000}, Key(11))[0];
  const Array mu = mean(draws, {.axes = {0}}), centered = draws - mu;
  *covariance = matmul(transpose(centered), centered) / 200'000.;
  return mu;
}

TEST(Fit, FullRankRecoversANormalPosterior) {
  const LinearModel model = LinearModel::make();
  const LogDensity target = model.target();
  const SurrogatePosterior q = build_affine_surrogate_posterior(target);
  const SurrogateFit fit = fit_surrogate_posterior(target, q, precise(5000));
  // Up to the last steps of the optimizer; draws only for the errors of their moments.
  EXPECT_NEAR(fit.quality.elbo, model.log_evidence(), 1e-6);
  EXPECT_NEAR(fit.quality.log_evidence, model.log_evidence(), 1e-6);
  EXPECT_LT(fit.quality.elbo_error, 1e-4);
  EXPECT_TRUE(fit.quality.check.passed) << fit.to_string();
  Array covariance;
  const Array mu = moments(q, &covariance);
  expect_near(mu, model.posterior_mean(), 1e-3);
  const Array sd = sqrt(diagonal(model.covariance())), scale = outer(sd, sd);
  expect_near(covariance / scale, model.covariance() / scale, 0.02);
}

TEST(Fit, MeanFieldHasTheConditionalVariances) {
  const LinearModel model = LinearModel::make();
  const LogDensity target = model.target();
  const SurrogatePosterior q = build_factored_surrogate_posterior(target);
  fit_surrogate_posterior(
      target, q,
      {.num_steps = 4000,
       .optimizer = optimize::Adam({.learning_rate = optimize::CosineDecay({0.05, 4000})}),
       .sample_size = 16,
       .gradient_estimator = doubly_reparameterized,
       .key = Key(6)});
  const std::vector<Variable> variables = trainable_variables(q);
  ASSERT_EQ(variables.size(), 2U);
  expect_near(variables[0], model.posterior_mean(), 2e-3);
  // KL[q, p] is least where the precisions are those of the diagonal.
  expect_near(softplus(variables[1]), rsqrt(diagonal(model.precision())), 5e-3);
}

TEST(Fit, LowRankAndFlowReachTheEvidence) {
  const LinearModel model = LinearModel::make();
  const LogDensity target = model.target();
  const SurrogatePosterior low_rank = build_affine_surrogate_posterior(
      target, {.operators = AffineOperators::low_rank, .rank = 2, .key = Key(1)});
  const SurrogateFit fit = fit_surrogate_posterior(target, low_rank, precise(3000));
  EXPECT_NEAR(fit.quality.elbo, model.log_evidence(), 0.02) << fit.to_string();
  const SurrogatePosterior flow = build_split_flow_surrogate_posterior(
      target, {.num_flows = 2, .hidden_units = {16}, .key = Key(2)});
  FitSurrogateOptions options = precise(3000, 0.01);
  options.gradient_estimator = reparameterization;  // the other one inverts the flow
  options.sample_size = 16;
  const SurrogateFit flow_fit = fit_surrogate_posterior(target, flow, options);
  EXPECT_NEAR(flow_fit.quality.elbo, model.log_evidence(), 0.05) << flow_fit.to_string();
  EXPECT_TRUE(flow_fit.quality.check.passed);
}

TEST(Fit, SupportsAreKept) {
  // rate ~ Gamma(3, 2), 20 Poisson counts: the posterior is Gamma(3 + total, 22).
  const Array counts = tfd::Poisson({.rate = 1.7}).sample({20}, Key(3));
  const double total = sum(counts).item();
  const LogDensity target(
      [&](const Array& rate) {
        return tfd::Gamma({.concentration = 3., .rate = 2.}).log_prob(rate) +
               sum(tfd::Poisson({.rate = rate}).log_prob(counts));
      },
      {"rate"}, {{}}, {tfb::Exp()});
  const SurrogatePosterior q = build_factored_surrogate_posterior(target, {.key = Key(5)});
  const SurrogateFit fit = fit_surrogate_posterior(target, q, precise(1500));
  EXPECT_TRUE(fit.quality.check.passed) << fit.to_string();
  const Array rate = q.sample({100'000}, Key(8))[0];
  EXPECT_GT(min(rate).item(), 0);
  const double mu = (3 + total) / 22;
  EXPECT_NEAR(mean(rate).item(), mu, 0.01 * mu);
  // The density of the parts integrates to 1.
  const Array grid = arange(1e-3, 8., 1e-3);
  EXPECT_NEAR(sum(exp(q.log_prob({grid}))).item() * 1e-3, 1, 1e-6);
  const auto [parts, log_prob] = q.sample_and_log_prob({7}, Key(1));
  expect_near(log_prob, q.log_prob(parts), 1e-12);
}

TEST(Fit, SaysWhereTheSurrogateIsTooNarrow) {
  // Two coordinates with correlation 0.995: a mean-field surrogate is ten times too narrow.
  const Array tril = array({{1., 0.}, {0.995, 0.0998749}});
  const auto normal = tfd::MultivariateNormalTriL({.scale_tril = tril});
  const LogDensity target([&](const Array& x) { return normal.log_prob(x); }, {"x"}, {{2}}, {});
  const SurrogatePosterior q = build_factored_surrogate_posterior(target);
  const SurrogateFit fit = fit_surrogate_posterior(target, q, precise(1500));
  EXPECT_GT(fit.quality.pareto_k, 0.7);
  EXPECT_FALSE(fit.quality.check.passed);
  EXPECT_NE(fit.to_string().find("next: take more steps"), std::string::npos);
}

TEST(Fit, OfAModel) {
  const Array y = array({28., 8., -3., 7., -1., 1., 18., 12.});
  const Array sigma = array({15., 10., 16., 11., 9., 11., 10., 18.});
  const ppl::JointDistribution eight_schools([&](ppl::Scope& s) {
    const Array mu = s.sample("mu", tfd::Normal(0., 5.));
    const Array tau = s.sample("tau", tfd::HalfCauchy(0., 5.));
    const Array theta = s.sample("theta", tfd::Normal(mu, tau), {.plate = {"school", 8}});
    s.sample("y", tfd::Normal(theta, sigma), {.plate = {"school", 8}});
  });
  const auto target =
      ppl::make_target(eight_schools.condition({{"y", y}}), {.reparameterize = ppl::Auto});
  const auto q = build_factored_surrogate_posterior(target, {.key = Key(5)});
  const auto fit = fit_surrogate_posterior(target, q,
                                           {.num_steps = 2000,
                                            .optimizer = optimize::Adam({.learning_rate = 0.05}),
                                            .sample_size = 8,
                                            .key = Key(6)});
  EXPECT_EQ(fit.losses().shape(), Shape({2000}));
  EXPECT_LT(fit.quality.pareto_k, 1) << fit.to_string();
  const stats::Posterior posterior = draw_posterior(target, q, {.num_draws = 2000, .seed = 3});
  EXPECT_EQ(posterior["theta"].shape(), Shape({4, 2000, 8}));
  // Long runs of samplers agree on 4.4 and 3.6 (see the example eight_schools).
  EXPECT_NEAR(mean(posterior["mu"]).item(), 4.4, 0.6);
  EXPECT_NEAR(mean(posterior["tau"]).item(), 3.6, 0.8);
}

TEST(Fit, KeysAndSeeds) {
  const auto target = [](const Array& x) { return tfd::Normal(3., 1.).log_prob(x); };
  const auto run = [&](std::optional<Key> key) {
    const Variable loc(0., "loc");
    FitSurrogateOptions o{.num_steps = 20, .optimizer = optimize::Adam({.learning_rate = 0.1})};
    o.key = key;
    return fit_surrogate_posterior(target, tfd::Normal(loc, 1.), o);
  };
  const SurrogateFit fit = run({});
  ASSERT_TRUE(fit.training.seed);
  expect_near(run(Key(*fit.training.seed)).losses(), fit.losses(), 0);
}

TEST(Fit, Messages) {
  const auto two = [](const Array& a, const Array& b) { return -square(a) - square(b); };
  const auto one = [](const Array& a) { return -square(a); };
  const FitSurrogateOptions o{.num_steps = 1, .optimizer = optimize::Adam()};
  const auto says = [](const std::function<void()>& f, const char* words) {
    const std::string message = message_of<Error>(f);
    EXPECT_NE(message.find(words), std::string::npos) << message;
  };
  says([&] { fit_surrogate_posterior(two, tfd::Normal(0., 1.), o); },
       "the target takes 2 parts, but the surrogate has 1");
  says([&] { fit_surrogate_posterior(one, tfd::Normal(0., 1.), o); },
       "the surrogate has no trainable variables");
  says([&] { build_factored_surrogate_posterior(one); },
       "shapes of the target's parts are not known");
  const LogDensity known(one, {"x"}, {{}}, {tfb::Exp()});
  says(
      [&] {
        fit_surrogate_posterior(known, tfd::MultivariateNormalDiag({.scale_diag = ones({2})}), o);
      },
      "the target's parts have shapes");
  says([&] { build_factored_surrogate_posterior(known, {.initial_scale = 0.}); },
       "initial_scale must be positive, got 0");
  says([&] { build_factored_surrogate_posterior(known, {.initial_loc = Arrays{Array(-1.)}}); },
       "lies outside the support");
  says([&] { build_affine_surrogate_posterior(known, {.operators = AffineOperators::low_rank}); },
       "low_rank needs a key");
  says([&] { build_split_flow_surrogate_posterior(known); }, "needs a key");
}

/// The density grows towards 2, beyond which it is NaN: draws get there sooner or later.
TEST(Fit, KeepsTheLastGoodSurrogateWhenTheDensityIsNaN) {
  const LogDensity target([](const Array& x) { return x + 0. * sqrt(2. - x); }, {"x"}, {{}}, {});
  const SurrogatePosterior q = build_factored_surrogate_posterior(target, {.initial_scale = 0.01});
  const std::string message = message_of<Error>([&] {
    fit_surrogate_posterior(target, q,
                            {.num_steps = 1000,
                             .optimizer = optimize::Adam({.learning_rate = 0.05}),
                             .sample_size = 4,
                             .show_progress = false,
                             .key = Key(1)});
  });
  EXPECT_NE(message.find("the loss is NaN at step "), std::string::npos) << message;
  EXPECT_NE(message.find("the variables hold the values before step "), std::string::npos)
      << message;
  // It has come far, and its draws are still where the density is.
  const double loc = mean(q.sample({1000}, Key(2))[0]).item();
  EXPECT_GT(loc, 1);
  EXPECT_LT(loc, 2);
}

}  // namespace
}  // namespace aleator
