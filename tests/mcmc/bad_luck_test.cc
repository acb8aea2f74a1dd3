// SPDX-License-Identifier: Apache-2.0
// Tests what people get for targets and options that cannot work: an error that names the place, or
// draws with a diagnosis; never a crash, a hang or silence.
#include "aleator/aleator.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

const double kNaN = std::nan(""), kInfinity = std::numeric_limits<double>::infinity();

SampleOptions options(const Arrays& state) {
  return {.current_state = state,
          .num_warmup = 200,
          .num_draws = 200,
          .seed = 1,
          .show_progress = false};
}

Array normal(const Array& x) { return sum(tfd::Normal(0., 1.).log_prob(x)); }

std::string message(const LogDensity& target, const Arrays& state) {
  return message_of([&] { sample(target, options(state)); });
}
template <class Change>
std::string message_with(const Change& change) {
  SampleOptions o = options({zeros({2})});
  change(o);
  return message_of([&] { sample([](Array x) { return normal(x); }, o); });
}

const stats::Check* find(const stats::Posterior& p, const std::string& id) {
  for (const stats::Check& check : p.diagnosis().checks) {
    if (check.id.starts_with(id)) return &check;
  }
  return nullptr;
}

/// The sentence of a failed check, "" if there is none or it passed.
std::string sentence(const stats::Posterior& p, const std::string& id) {
  const stats::Check* check = find(p, id);
  return check && !check->passed ? check->sentence : "";
}

TEST(BadInput, NamesTheDataThatAreNotFinite) {
  const auto with_data = [](const Array& y) {
    return [y](Array x) { return normal(x) + sum(tfd::Normal(x, 1.).log_prob(y)); };
  };
  EXPECT_EQ(
      message(with_data(array({{1., 2.}, {kNaN, 3.}})), {0.}),
      "sample: the log density at current_state is nan: Normal.log_prob of 'x0' is NaN; data of "
      "shape [2, 2] that it uses are nan at [1, 0]; start where every term is finite");
  EXPECT_EQ(
      message(with_data(array({1., kInfinity})), {0.}),
      "sample: the log density at current_state is -inf: Normal.log_prob of 'x0' is -inf; data of "
      "shape [2] that it uses are inf at [1]; start where every term is finite");
}

TEST(BadInput, NamesTheEntryWithoutADerivative) {
  const auto root = [](Array a, Array x) { return -a - sum(sqrt(x)); };
  const auto run = [&] {
    sample_chain({.num_results = 1,
                  .current_state = {1., array({1., 0.})},
                  .names = {"a", "x"},
                  .kernel = HamiltonianMonteCarlo(
                      {.target_log_prob_fn = root, .num_leapfrog_steps = 1, .step_size = 1.}),
                  .show_progress = false});
  };
  EXPECT_EQ(message_of(run),
            "sample_chain: the derivative of the log density by 'x' at [1] at current_state is "
            "-inf; start where it is finite");
}

TEST(BadInput, SaysThatNoStartIsFinite) {
  EXPECT_EQ(message([](Array x) { return sum(tfd::Uniform(10., 11.).log_prob(x)); }, {zeros({2})}),
            "sample: the log density at current_state is -inf: Uniform.log_prob of 'x0' is -inf; "
            "start where "
            "every term is finite");
  EXPECT_EQ(message([](Array x) { return normal(x); }, {array({0., kNaN})}),
            "sample: current_state of 'x0' is [0, nan], which lies outside the range of its "
            "bijector or is not finite");
  EXPECT_EQ(message([](Array x) { return normal(x); }, {zeros({0})}),
            "sample: current_state has no numbers, so there is nothing to sample");
}

TEST(BadInput, OfTargets) {
  EXPECT_EQ(message([](Array x) { return x; }, {zeros({2})}),
            "target_log_prob_fn: must return a scalar for one draw, got shape [2]; sum its terms "
            "(chains come from num_chains, never from leading axes)");
  EXPECT_EQ(message([](Array x) { return all(x > 0.); }, {zeros({2})}),
            "target_log_prob_fn: must return a number, the log density, got a boolean");
  const Array y = ones({3});
  EXPECT_EQ(message([y](Array x, Array s) { return s * sum(x * y); }, {zeros({2}), 1.}),
            "target_log_prob_fn, called with 'x0' [2], 'x1' []: multiply: shapes [2] and [3] do "
            "not broadcast (trailing dimensions must be equal or 1)");
}

TEST(BadInput, OfNumbers) {
  EXPECT_EQ(message_with([](auto& o) { o.min_ess = kNaN; }),
            "sample: min_ess must not be negative, got nan");
  EXPECT_EQ(message_with([](auto& o) { o.max_tree_depth = 0; }),
            "NoUTurnSampler: max_tree_depth must be between 1 and 30, got 0");
  EXPECT_EQ(message_with([](auto& o) { o.target_accept_prob = 1.5; }),
            "WindowedAdaptation: target_accept_prob must lie between 0 and 1, got 1.5");
  EXPECT_EQ(message_with([](auto& o) { o.num_draws = std::int64_t{1} << 61; }),
            "sample: the number of draws must be at most 2^40, got 2305843009213693952");
  EXPECT_EQ(message_with([](auto& o) { o.num_chains = std::int64_t{1} << 61; }),
            "sample: the number of chains must be at most 2^40, got 2305843009213693952");
  const std::string large = message_with([](auto& o) { o.num_draws = 1'000'000'000'000; });
  EXPECT_NE(large.find("more than the"), std::string::npos) << large;
  EXPECT_NE(large.find("keep fewer draws"), std::string::npos) << large;
}

TEST(BadInput, OfStepSizes) {
  const auto run = [](const Array& step_size) {
    return message_of([&] {
      sample_chain(
          {.num_results = 1,
           .current_state = {zeros({2})},
           .kernel = HamiltonianMonteCarlo(
               {.target_log_prob_fn = &normal, .num_leapfrog_steps = 1, .step_size = step_size}),
           .show_progress = false});
    });
  };
  EXPECT_EQ(run(0.), "HamiltonianMonteCarlo: step_size must be positive and finite, got 0");
  EXPECT_EQ(run(kInfinity),
            "HamiltonianMonteCarlo: step_size must be positive and finite, got inf");
  EXPECT_EQ(run(full({3}, 0.1)),
            "sample_chain: step_size must be a scalar or have one entry per coordinate, [2], got "
            "shape [3]");
  EXPECT_EQ(run(full({2}, 0.1)), "no error");
}

/// log(x) - x, of Gamma(2, 1), is NaN below 0: such proposals diverge, and draws are right.
TEST(BadLuck, TargetsThatTurnNaNAreReported) {
  const stats::Posterior p = sample([](Array x) { return sum(log(x) - x); }, options({ones({2})}));
  EXPECT_GT(min(p["x0"]).item(), 0);
  EXPECT_TRUE(all(is_finite(p.sample_stat("lp"))).item<bool>());
  EXPECT_NE(sentence(p, "ALEATOR-D01").find("diverged"), std::string::npos);
}

TEST(BadLuck, AStuckChainIsNamed) {
  const auto needle = [](Array x) { return where(x == 0., 0., -kInfinity) + 0. * x; };
  const stats::Posterior p =
      sample_chain({.num_results = 20,
                    .num_chains = 2,
                    .current_state = {0.},
                    .kernel = HamiltonianMonteCarlo(
                        {.target_log_prob_fn = needle, .num_leapfrog_steps = 1, .step_size = 1.}),
                    .show_progress = false,
                    .key = Key(1)});
  EXPECT_EQ(p["x0"].shape(), (Shape{2, 20}));
  EXPECT_NE(sentence(p, "ALEATOR-D04").find("chain 0 never moved and chain 1 never moved"),
            std::string::npos);
}

TEST(BadLuck, AParameterThatIsNotUsedIsNamed) {
  SampleOptions o = options({0., zeros({2})});
  o.names = {"x", "z"};
  const stats::Posterior p = sample([](Array x, Array) { return normal(x); }, o);
  const std::string words = sentence(p, "ALEATOR-D08");
  EXPECT_NE(words.find("the log density is constant along 'z' at [0] and 'z' at [1] where the "
                       "draws are"),
            std::string::npos)
      << words;
  EXPECT_EQ(p["z"].shape(), (Shape{8, 200, 2}));
}

TEST(BadLuck, ImproperDirectionsAreNamed) {
  // Grows along z; becomes flat for large b, as in a logistic regression of separated data.
  const auto grows = [](Array x, Array z) { return normal(x) + z; };
  const auto flat = [](Array x, Array z) { return normal(x) - softplus(-z); };
  // As sigma goes to 0 the density grows like a power of 1 / sigma.
  const auto neck = [](Array x, Array z) { return normal(x) - 40. * log(z); };
  const std::vector<std::string> names{"x", "z"};
  for (const LogDensity& target :
       {LogDensity(grows, names, {}, {}), LogDensity(flat, names, {}, {}),
        LogDensity(neck, names, {}, {tfb::Identity(), tfb::Exp()})}) {
    const stats::Posterior p = sample(target, options({0., 1.}));
    const std::string words = sentence(p, "ALEATOR-D08");
    EXPECT_NE(words.find(" along 'z' where"), std::string::npos)
        << words << p.summary() << p.diagnosis();
    EXPECT_EQ(words.find("'x'"), std::string::npos) << words;
  }
}

/// Modes that chains cannot cross fail R-hat, but every direction falls off; so do heavy tails.
TEST(BadLuck, ProperDensitiesAreNotCalledImproper) {
  const auto modes = [](Array x) { return log_add_exp(normal(x - 20.), normal(x + 20.)) + 0. * x; };
  const stats::Posterior p = sample(modes, options({0.}));
  EXPECT_NE(sentence(p, "ALEATOR-D02"), "");
  EXPECT_EQ(find(p, "ALEATOR-D08"), nullptr) << p.diagnosis();
  const auto cauchy = [](Array x) { return sum(tfd::Cauchy(0., 1.).log_prob(x)); };
  const stats::Posterior heavy = sample(cauchy, options({zeros({20})}));
  EXPECT_EQ(find(heavy, "ALEATOR-D08"), nullptr) << heavy.diagnosis();
}

}  // namespace
}  // namespace aleator::mcmc
