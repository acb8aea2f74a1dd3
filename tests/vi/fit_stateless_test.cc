// SPDX-License-Identifier: Apache-2.0
// Tests fits as pure functions: one, many at once, derivatives through a fit, what is refused.
#include <cmath>

#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace vi;
namespace tfd = distributions;

/// A normal of any location and scale.
SurrogatePosterior normal_of(const Arrays& parameters) {
  return tfd::Normal(parameters[0], softplus(parameters[1]));
}
LogDensity normal_target(const Array& loc, double scale) {
  return [=](const Array& x) { return tfd::Normal(loc, scale).log_prob(x); };
}
/// Without noise at the optimum: a decaying rate reaches it.
FitSurrogateStatelessOptions precise(std::int64_t num_steps) {
  return {.num_steps = num_steps,
          .optimizer = optimize::Adam(
              {.learning_rate = optimize::CosineDecay({0.1, static_cast<double>(num_steps)})}),
          .sample_size = 2,
          .gradient_estimator = GradientEstimator::doubly_reparameterized,
          .key = Key(3)};
}

TEST(FitStateless, FindsANormal) {
  const auto fit =
      fit_surrogate_posterior_stateless(normal_target(2., 3.), normal_of, {0., 0.}, precise(1500));
  EXPECT_NEAR(fit.parameters[0].item(), 2., 1e-5);
  EXPECT_NEAR(softplus(fit.parameters[1]).item(), 3., 1e-5);
  EXPECT_NEAR(fit.losses.values().back(), 0., 1e-8);  // the target is normalised
  EXPECT_EQ(fit.num_steps.item(), 1500);
}

TEST(FitStateless, ManyTargetsAtOnceAreLoops) {
  const auto fitted = [](const Array& loc) {
    return fit_surrogate_posterior_stateless(normal_target(loc, 0.5), normal_of, {0., 0.},
                                             precise(40))
        .parameters[0];
  };
  const Array locs = array({-1., 0.5, 4.}), all = vmap(fitted)(locs),
              compiled = jit(vmap(fitted))(locs);
  for (std::int64_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(all[i].item(), fitted(locs[i]).item(), 1e-12);
    EXPECT_NEAR(compiled[i].item(), all[i].item(), 1e-12);
  }
}

TEST(FitStateless, DerivativesGoThroughTheFit) {
  // Once fitted the location follows the target's, one for one, up to the noise of 400,000 draws;
  // on the way there, less.
  const auto fitted = [](const Array& loc, std::int64_t num_steps) {
    auto options = precise(num_steps);
    options.optimizer = optimize::GradientDescent({.learning_rate = 0.02});
    options.gradient_estimator = GradientEstimator::reparameterization;
    options.sample_size = 1000;
    return fit_surrogate_posterior_stateless(normal_target(loc, 0.5), normal_of, {0.5, 0.}, options)
        .parameters[0];
  };
  EXPECT_NEAR(grad([&](const Array& x) { return fitted(x, 400); })(1.).item(), 1., 0.02);
  const double slope = grad([&](const Array& x) { return fitted(x, 10); })(1.).item();
  EXPECT_NEAR(slope, ((fitted(1.0001, 10) - fitted(0.9999, 10)) / 2e-4).item(), 1e-7);
  EXPECT_LT(slope, 0.9);
}

TEST(FitStateless, DiscreteSurrogatesTakeTheScoreFunction) {
  // KL of independent coins from a coin of 0.2: least at 0.2.
  const auto coin = [](const Arrays& p) -> SurrogatePosterior {
    return tfd::Bernoulli({.logits = p[0]});
  };
  const LogDensity target = [](const Array& x) {
    return tfd::Bernoulli({.probs = 0.2}).log_prob(x);
  };
  const auto fit = fit_surrogate_posterior_stateless(
      target, coin, {1.},
      {.num_steps = 2000,
       .optimizer = optimize::Adam({.learning_rate = optimize::CosineDecay({0.05, 2000})}),
       .sample_size = 16});
  EXPECT_NEAR(sigmoid(fit.parameters[0]).item(), 0.2, 0.02);
}

TEST(FitStateless, Messages) {
  const auto options = precise(10);
  EXPECT_EQ(message_of<ValueError>([&] {
              fit_surrogate_posterior_stateless(normal_target(0., 1.), normal_of, {}, options);
            }),
            "fit_surrogate_posterior_stateless: initial_parameters must be at least one Array, got "
            "none");
  // The last good parameters are kept where the loss is not finite.
  const LogDensity wall = [](const Array& x) { return where(x < 1e9, log(x - x), 0.); };
  const auto fit = fit_surrogate_posterior_stateless(wall, normal_of, {0.5, 0.}, options);
  EXPECT_EQ(fit.num_steps.item(), 0);
  EXPECT_EQ(fit.parameters[0].item(), 0.5);
}

}  // namespace
}  // namespace aleator
