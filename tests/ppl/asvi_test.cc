// SPDX-License-Identifier: Apache-2.0
// Tests automatic structured variational inference: densities, fits, what is refused.
#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
namespace tfd = distributions;

/// loc ~ N(0, 3), x_i ~ N(loc, 0.3), y_i ~ N(x_i, 0.5): the posterior of loc and x is normal, and
/// loc and x are strongly correlated.
ppl::JointDistribution two_levels(const Array& y) {
  const ppl::JointDistribution joint([](ppl::Scope& s) {
    const Array loc = s.sample("loc", tfd::Normal(0., 3.));
    const Array x = s.sample("x", tfd::Normal(loc, 0.3), {.plate = {"group", 5}});
    s.sample("y", tfd::Normal(x, 0.5), {.plate = {"group", 5}});
  });
  return joint.condition({{"y", y}});
}

double log_evidence(const Array& y) {
  // y ~ N(0, 9 + (0.09 + 0.25) I).
  const Array covariance = 9. * ones({5, 5}) + 0.34 * eye(5);
  return tfd::MultivariateNormalTriL({.scale_tril = cholesky(covariance)}).log_prob(y).item();
}

vi::FitSurrogateOptions options(std::int64_t num_steps) {
  return {.num_steps = num_steps,
          .optimizer = optimize::Adam(
              {.learning_rate = optimize::CosineDecay({0.05, static_cast<double>(num_steps)})}),
          .sample_size = 8,
          .show_progress = false,
          .key = Key(2)};
}

TEST(Asvi, KeepsTheStructureOfTheModel) {
  const Array y = array({2.1, 1.7, 2.6, 1.2, 2.2});
  const auto conditioned = two_levels(y);
  const LogDensity target = ppl::make_target(conditioned);
  const auto structured = ppl::build_asvi_surrogate_posterior(conditioned);
  const auto fit = vi::fit_surrogate_posterior(target, structured, options(3000));
  // x given loc is normal around a mean of loc and a constant, as the surrogate has it: exact.
  EXPECT_NEAR(fit.quality.elbo, log_evidence(y), 0.02) << fit.to_string();
  const auto mean_field = ppl::build_asvi_surrogate_posterior(conditioned, {.mean_field = true});
  const auto looser = vi::fit_surrogate_posterior(target, mean_field, options(3000));
  EXPECT_LT(looser.quality.elbo, log_evidence(y) - 0.3);
}

TEST(Asvi, DensitiesAreThoseOfDraws) {
  const ppl::JointDistribution joint([](ppl::Scope& s) {
    const Array rate = s.sample("rate", tfd::Exponential({.rate = 2.}));
    const Array width = s.sample("width", tfd::HalfNormal({.scale = rate}));
    const Array place = s.sample("place", tfd::Uniform(-1., 3.));
    const Array shares = s.sample("shares", tfd::Dirichlet({.concentration = ones({3}) * rate}));
    const Array many = s.sample("many", tfd::Sample(tfd::Normal(place, 1. + width), {2}));
    s.sample("y", tfd::Normal(sum(many) + sum(shares), 1.));
  });
  const auto conditioned = joint.condition({{"y", 1.}});
  const auto q = ppl::build_asvi_surrogate_posterior(conditioned);
  const auto [parts, log_prob] = q.sample_and_log_prob({6}, Key(3));
  ASSERT_EQ(parts.size(), 5U);
  EXPECT_EQ(parts[3].shape(), Shape({6, 3}));
  expect_near(q.log_prob(parts), log_prob, 1e-10);
  EXPECT_TRUE(all(is_finite(log_prob)).item<bool>());
  EXPECT_GT(min(parts[0]).item(), 0);
  EXPECT_GT(min(parts[1]).item(), 0);
  EXPECT_LT(max(abs(parts[2] - 1.)).item(), 2);
  EXPECT_GT(trainable_variables(q).size(), 8U);
  const auto fit = vi::fit_surrogate_posterior(ppl::make_target(conditioned), q, options(300));
  EXPECT_GT(fit.losses()[0].item(), mean(fit.losses()[Slice(250, 300)]).item());
}

TEST(Asvi, Messages) {
  const auto says = [](const std::function<void()>& f, const char* words) {
    const std::string message = message_of<Error>(f);
    EXPECT_NE(message.find(words), std::string::npos) << message;
  };
  const ppl::JointDistribution discrete(
      [](ppl::Scope& s) { s.sample("z", tfd::Bernoulli({.probs = 0.5})); });
  says([&] { ppl::build_asvi_surrogate_posterior(discrete); }, "choice 'z' is discrete");
  const ppl::JointDistribution bounded([](ppl::Scope& s) {
    const Array top = s.sample("top", tfd::Exponential({.rate = 1.}));
    s.sample("x", tfd::Uniform(0., top));
  });
  says([&] { ppl::build_asvi_surrogate_posterior(bounded); },
       "the support of choice 'x' depends on other choices");
  const auto conditioned = two_levels(zeros({5}));
  says([&] { ppl::build_asvi_surrogate_posterior(conditioned, {.initial_prior_weight = 1.}); },
       "initial_prior_weight must be between 0 and 1, got 1");
  says(
      [&] {
        vi::fit_surrogate_posterior(ppl::make_target(conditioned, {.reparameterize = ppl::All}),
                                    ppl::build_asvi_surrogate_posterior(conditioned), options(1));
      },
      "the target has the parts [loc_raw, x_raw], the surrogate [loc, x]");
}

}  // namespace
}  // namespace aleator
