// SPDX-License-Identifier: Apache-2.0
// Tests mcmc::sample by simulation: parameters from the prior, data given them, and posterior draws
// among which the parameters must have a uniform rank; so must the log likelihood, which sees data
// that are ignored. Talts et al. (2018), arXiv 1804.06788; Modrak et al. (2023).
//
// ALEATOR_CALIBRATION_SIMULATIONS sets how many there are; 60 by default.
#include "aleator/aleator.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>

#include <gtest/gtest.h>

#include "tests/support/statistics.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

/// A prior to draw from, data to draw given parameters, and both densities.
struct Model {
  const char* name;
  std::vector<Bijector> bijectors;
  std::function<Arrays(const Key&)> draw_parameters;
  std::function<Array(const Key&, const Arrays&)> draw_data;
  std::function<Array(const Arrays&)> log_prior;
  std::function<Array(const Arrays&, const Array& data)> log_likelihood;
};

void PrintTo(const Model& m, std::ostream* out) { *out << m.name; }

Model location_and_scale() {
  return {"LocationAndScale",
          {tfb::Identity(), tfb::Exp()},
          [](const Key& key) {
            const auto [a, b] = split<2>(key);
            return Arrays{tfd::Normal(1., 2.).sample(a),
                          tfd::Gamma({.concentration = 2., .rate = 1.}).sample(b)};
          },
          [](const Key& key, const Arrays& p) { return tfd::Normal(p[0], p[1]).sample({6}, key); },
          [](const Arrays& p) {
            return tfd::Normal(1., 2.).log_prob(p[0]) +
                   tfd::Gamma({.concentration = 2., .rate = 1.}).log_prob(p[1]);
          },
          [](const Arrays& p, const Array& y) { return sum(tfd::Normal(p[0], p[1]).log_prob(y)); }};
}

Model hierarchy() {
  // Non-centred: effects are mu + tau z.
  const Array errors = array({1., 0.7, 1.5, 1.});
  return {"Hierarchy",
          {tfb::Identity(), tfb::Exp(), tfb::Identity()},
          [](const Key& key) {
            const auto [a, b, c] = split<3>(key);
            return Arrays{tfd::Normal(0., 1.).sample(a), abs(tfd::Normal(0., 1.).sample(b)),
                          tfd::Normal(0., 1.).sample({4}, c)};
          },
          [=](const Key& key, const Arrays& p) {
            return tfd::Normal(p[0] + p[1] * p[2], errors).sample(key);
          },
          [](const Arrays& p) {
            return tfd::Normal(0., 1.).log_prob(p[0]) +
                   tfd::HalfNormal({.scale = 1.}).log_prob(p[1]) +
                   sum(tfd::Normal(0., 1.).log_prob(p[2]));
          },
          [=](const Arrays& p, const Array& y) {
            return sum(tfd::Normal(p[0] + p[1] * p[2], errors).log_prob(y));
          }};
}

Model logistic() {
  const Array x = reshape(sin(arange(40, float64) * 1.7), {20, 2});
  const auto logits = [=](const Arrays& p) { return p[0] + matmul(x, p[1]); };
  return {"Logistic",
          {tfb::Identity(), tfb::Identity()},
          [](const Key& key) {
            const auto [a, b] = split<2>(key);
            return Arrays{tfd::Normal(0., 1.5).sample(a), tfd::Normal(0., 1.).sample({2}, b)};
          },
          [=](const Key& key, const Arrays& p) {
            return astype(tfd::Bernoulli({.logits = logits(p)}).sample(key), float64);
          },
          [](const Arrays& p) {
            return tfd::Normal(0., 1.5).log_prob(p[0]) + sum(tfd::Normal(0., 1.).log_prob(p[1]));
          },
          [=](const Arrays& p, const Array& y) {
            return sum(tfd::Bernoulli({.logits = logits(p)}).log_prob(y));
          }};
}

std::int64_t num_simulations() {
  const char* given = std::getenv("ALEATOR_CALIBRATION_SIMULATIONS");
  return given ? std::atoll(given) : 60;
}

/// All numbers of the parameters, then the log likelihood.
std::vector<double> quantities(const Model& m, const Arrays& parameters, const Array& data) {
  Arrays all;
  for (const Array& part : parameters) all.push_back(ravel(part));
  all.push_back(ravel(m.log_likelihood(parameters, data)));
  return concatenate(all).values();
}

/// Posterior draws so far apart that they are nearly independent: [draw][quantity].
std::vector<std::vector<double>> posterior_draws(const Model& m, const Arrays& like,
                                                 const Array& data, std::uint64_t seed) {
  const auto log_prob = [&](const Arrays& p) { return m.log_prior(p) + m.log_likelihood(p, data); };
  std::vector<std::string> names;
  for (std::size_t i = 0; i < like.size(); ++i) names.push_back("p" + std::to_string(i));
  const stats::Posterior p = sample(LogDensity(TargetLogProbFn(log_prob), names, {}, m.bijectors),
                                    {.current_state = like,
                                     .num_warmup = 300,
                                     .num_draws = 8,
                                     .num_steps_between_results = 24,
                                     .target_accept_prob = 0.95,
                                     .seed = seed,
                                     .show_progress = false});
  std::vector<std::vector<double>> draws;
  for (std::int64_t i = 0; i < p.num_chains() * p.num_draws(); ++i) {
    Arrays parts;
    for (const stats::NamedDraws& q : p.quantities()) {
      const Shape event = q.draws.shape().slice(2, q.draws.rank());
      parts.push_back(reshape(q.draws, Shape{p.num_chains() * p.num_draws()} + event)[i]);
    }
    draws.push_back(quantities(m, parts, data));
  }
  return draws;
}

class SimulationBasedCalibration : public testing::TestWithParam<Model> {};
INSTANTIATE_TEST_SUITE_P(, SimulationBasedCalibration,
                         testing::Values(location_and_scale(), hierarchy(), logistic()),
                         [](const auto& info) { return std::string(info.param.name); });

/// Ranks are uniform on 0, ..., 64. Distance to their distribution: false alarms 1e-6 per quantity
/// at any number of simulations, which resolve 0.35 (60) and 0.085 (1000); mean and spread of the
/// ranks within 6 standard errors.
TEST_P(SimulationBasedCalibration, RanksAreUniform) {
  const Model& m = GetParam();
  std::vector<std::vector<double>> ranks;  // [quantity][simulation]
  for (std::int64_t i = 0; i < num_simulations(); ++i) {
    const auto [parameter_key, data_key, unused] = split<3>(fold_in(Key(31), i));
    const Arrays truth = m.draw_parameters(parameter_key);
    const Array data = m.draw_data(data_key, truth);
    const std::vector<double> at = quantities(m, truth, data);
    const auto draws = posterior_draws(m, truth, data, static_cast<std::uint64_t>(i));
    ranks.resize(at.size());
    for (std::size_t q = 0; q < at.size(); ++q) {
      ranks[q].push_back(static_cast<double>(std::count_if(
          draws.begin(), draws.end(), [&](const auto& draw) { return draw[q] < at[q]; })));
    }
  }
  for (const std::vector<double>& r : ranks) {
    const auto cdf = [](double rank) { return std::clamp((rank + 1) / 65, 0., 1.); };
    EXPECT_LT(statistics::distance_to_cdf(r, cdf, 1), statistics::largest_distance(r.size()));
    const auto n = static_cast<double>(r.size());
    double mean = 0, spread = 0;
    for (const double rank : r) mean += (rank - 32) / n, spread += (rank - 32) * (rank - 32) / n;
    // Moments of the uniform distribution on 65 numbers: 352 and 222,956.8.
    EXPECT_NEAR(mean, 0, 6 * std::sqrt(352 / n));
    EXPECT_NEAR(spread, 352, 6 * std::sqrt((222956.8 - 352. * 352) / n));
  }
}

}  // namespace
}  // namespace aleator::mcmc
