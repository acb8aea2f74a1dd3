// SPDX-License-Identifier: Apache-2.0
// Tests linear Gaussian state space models against the normal distribution of all states and
// observations together, which is conditioned by inverses.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator {
namespace {

using namespace distributions;

constexpr std::int64_t kNum = 5, kStates = 2, kObserved = 2;
const Array kF = array({{0.9, 0.3}, {-0.2, 0.7}}), kH = array({{1., 0.}, {0.5, -1.}});
const Array kQ = array({{0.5, 0.}, {0.2, 0.4}}), kR = array({{0.3, 0.}, {-0.1, 0.6}});

LinearGaussianStateSpaceModelParameters parameters() {
  return {.num_timesteps = kNum,
          .transition_matrix = kF,
          .transition_noise = MultivariateNormalTriL({.loc = array({0.1, -0.2}), .scale_tril = kQ}),
          .observation_matrix = kH,
          .observation_noise = MultivariateNormalTriL({.loc = array({0., 1.}), .scale_tril = kR}),
          .initial_state_prior =
              MultivariateNormalDiag({.loc = array({1., 2.}), .scale_diag = array({2., 0.5})})};
}

/// The joint moments of states and observations, each as one long vector.
struct Joint {
  Array state_mean, state_cov, mean, cov, cross;  ///< cross: of states with observations
};

/// Blocks of `rows` by `columns` as one matrix.
Array blocks(const std::vector<Arrays>& all) {
  Arrays rows;
  for (const Arrays& row : all) rows.push_back(concatenate(row, 1));
  return concatenate(rows, 0);
}

Joint joint_of(const std::vector<Array>& f, const Array& first_mean, const Array& first_cov) {
  const Array q = matmul(kQ, transpose(kQ)), r = matmul(kR, transpose(kR));
  Arrays means{first_mean}, covs{first_cov};
  for (std::size_t t = 0; t + 1 < kNum; ++t) {
    means.push_back(matmul(f[t], means[t]) + array({0.1, -0.2}));
    covs.push_back(matmul(matmul(f[t], covs[t]), transpose(f[t])) + q);
  }
  std::vector<Arrays> state, observed, cross;
  Arrays observed_means;
  for (std::size_t s = 0; s < kNum; ++s) {
    state.emplace_back();
    observed.emplace_back();
    cross.emplace_back();
    observed_means.push_back(matmul(kH, means[s]) + array({0., 1.}));
    for (std::size_t t = 0; t < kNum; ++t) {
      Array path = eye(2);
      for (std::size_t u = std::min(s, t); u < std::max(s, t); ++u) path = matmul(f[u], path);
      const Array c = s <= t ? matmul(covs[s], transpose(path)) : matmul(path, covs[t]);
      state[s].push_back(c);
      cross[s].push_back(matmul(c, transpose(kH)));
      observed[s].push_back(matmul(matmul(kH, c), transpose(kH)) + (s == t ? r : zeros({2, 2})));
    }
  }
  return {concatenate(means), blocks(state), concatenate(observed_means), blocks(observed),
          blocks(cross)};
}
Joint joint() {
  return joint_of(std::vector<Array>(kNum, kF), array({1., 2.}), array({{4., 0.}, {0., 0.25}}));
}

/// The entries of a long vector that are used, and the matrix that takes them.
Array selection(const std::vector<int>& steps) {
  Arrays rows;
  const Array all = eye(kNum * kObserved);
  for (const int t : steps) {
    rows.push_back(all[2 * t]);
    rows.push_back(all[2 * t + 1]);
  }
  return stack(rows);
}

/// Density and smoothed states of a model given these of its observations.
void expect_conditioned(const LinearGaussianStateSpaceModel& d, const Array& y, const Joint& j,
                        const std::vector<int>& steps) {
  const Array take_used = selection(steps);
  const Array used = matmul(take_used, where(is_nan(ravel(y)), 0., ravel(y)));
  const Array mean = matmul(take_used, j.mean);
  const Array cov = matmul(matmul(take_used, j.cov), transpose(take_used));
  expect_near(
      d.log_prob(y),
      MultivariateNormalFullCovariance({.loc = mean, .covariance_matrix = cov}).log_prob(used),
      1e-11);
  const Array gain = matmul(matmul(j.cross, transpose(take_used)), linalg::inv(cov));
  const Array state_mean = j.state_mean + matmul(gain, used - mean);
  const Array state_cov = j.state_cov - matmul(matmul(gain, take_used), transpose(j.cross));
  const SmoothedStates smoothed = d.posterior_marginals(y);
  expect_near(ravel(smoothed.means), state_mean, 1e-10);
  for (std::int64_t t = 0; t < kNum; ++t) {
    const Array block = slice_axis(slice_axis(state_cov, 0, 2 * t, 2 * t + 2), 1, 2 * t, 2 * t + 2);
    expect_near(smoothed.covs[t], block, 1e-10);
  }
}

TEST(LinearGaussianStateSpaceModel, IsTheNormalDistributionOfAllObservations) {
  const LinearGaussianStateSpaceModel d(parameters());
  EXPECT_EQ(d.event_shape(), (Shape{kNum, kObserved}));
  EXPECT_EQ(d.batch_shape(), Shape{});
  const Joint j = joint();
  expect_near(ravel(d.mean()), j.mean);
  expect_near(ravel(d.variance()), diagonal(j.cov));
  const Array y = random::normal(Key(1), {kNum, kObserved});
  expect_conditioned(d, y, j, {0, 1, 2, 3, 4});
  const Array flat = reshape(d.sample({20'000}, Key(2)), {20'000, kNum * kObserved});
  const Array centered = flat - j.mean;
  const Array products = expand_dims(centered, -1) * expand_dims(centered, -2);
  const Array error = sqrt(variance(products, {.axes = {0}}) / 20'000.);
  EXPECT_TRUE(all(abs(mean(products, {.axes = {0}}) - j.cov) < statistics::kMaxDeviation * error)
                  .item<bool>());
  EXPECT_TRUE(all(abs(mean(centered, {.axes = {0}})) <
                  statistics::kMaxDeviation * sqrt(diagonal(j.cov) / 20'000.))
                  .item<bool>());
}

TEST(LinearGaussianStateSpaceModel, LeavesOutMissingObservations) {
  LinearGaussianStateSpaceModelParameters p = parameters();
  p.mask = array({false, true, false, false, true});
  Array y = random::normal(Key(3), {kNum, kObserved});
  y = where(expand_dims(*p.mask, -1), std::nan(""), y);
  expect_conditioned(LinearGaussianStateSpaceModel(p), y, joint(), {0, 2, 3});
  const LinearGaussianStateSpaceModel plain(parameters());
  expect_near(plain.posterior_marginals(y, p.mask).means,
              LinearGaussianStateSpaceModel(p).posterior_marginals(y).means);
}

TEST(LinearGaussianStateSpaceModel, VariesInTime) {
  LinearGaussianStateSpaceModelParameters p = parameters();
  p.initial_step = 3;
  p.transition_matrix = [](const Array& step) { return kF * (1. + 0.1 * astype(step, float64)); };
  std::vector<Array> f;
  for (std::int64_t t = 0; t < kNum; ++t) f.push_back(kF * (1.3 + 0.1 * static_cast<double>(t)));
  const Array y = random::normal(Key(4), {kNum, kObserved});
  expect_conditioned(LinearGaussianStateSpaceModel(p), y,
                     joint_of(f, array({1., 2.}), array({{4., 0.}, {0., 0.25}})), {0, 1, 2, 3, 4});
}

TEST(LinearGaussianStateSpaceModel, FiltersStepByStep) {
  const LinearGaussianStateSpaceModel d(parameters());
  const Array y = random::normal(Key(5), {3, kNum, kObserved});
  const KalmanFilterResults r = d.forward_filter(y);
  EXPECT_EQ(r.filtered_means.shape(), (Shape{3, kNum, kStates}));
  EXPECT_EQ(r.filtered_covs.shape(), (Shape{kNum, kStates, kStates}));
  expect_near(sum(r.log_likelihoods, {.axes = {-1}}), d.log_prob(y));
  // After the last observation there is nothing to smooth.
  const SmoothedStates s = d.posterior_marginals(y);
  expect_near(s.means[{Ellipsis, kNum - 1, Slice()}],
              r.filtered_means[{Ellipsis, kNum - 1, Slice()}]);
  expect_near(s.covs[kNum - 1], r.filtered_covs[kNum - 1]);
  const SmoothedStates predicted = d.latents_to_observations({r.predicted_means, r.predicted_covs});
  expect_near(predicted.means, r.observation_means);
  expect_near(predicted.covs, r.observation_covs);
}

TEST(LinearGaussianStateSpaceModel, TakesBatchesCertainStatesAndGradients) {
  // A constant state: its predicted covariance vanishes beside nothing, and it has no noise.
  const auto level = [](const Array& scale) {
    return LinearGaussianStateSpaceModel(
        {.num_timesteps = 4,
         .transition_matrix = eye(2),
         .transition_noise = VectorDeterministic(zeros({2})),
         .observation_matrix = array({{1., 1.}}),
         .observation_noise = MultivariateNormalDiag({.scale_diag = expand_dims(scale, -1)}),
         .initial_state_prior =
             MultivariateNormalDiag({.loc = array({1., 0.}), .scale_diag = array({2., 1e-200})})});
  };
  const Array scales = array({0.5, 1., 3.});
  const LinearGaussianStateSpaceModel d = level(scales);
  EXPECT_EQ(d.batch_shape(), Shape{3});
  const Array y = random::normal(Key(6), {4, 1});
  // The mean of four observations around a normal level.
  const Array precision = 0.25 + 4. / square(scales);
  const Array expected = (0.25 + sum(y) / square(scales)) / precision;
  const SmoothedStates s = d.posterior_marginals(y);
  expect_near(s.means[{Ellipsis, 2, 0}], expected);
  expect_near(s.covs[{Ellipsis, 2, 0, 0}], 1. / precision);
  const auto total = [&](const Array& scale) { return sum(level(scale).log_prob(y)); };
  const Array slope = grad(total)(scales);
  const Array h = array({1e-6, 0., 0.});
  EXPECT_NEAR(slope.values()[0], ((total(scales + h) - total(scales - h)) / 2e-6).item(), 1e-6);
  EXPECT_EQ(d.sample({6}, Key(1)).shape(), (Shape{6, 3, 4, 1}));
  LinearGaussianStateSpaceModelParameters bad = parameters();
  bad.observation_matrix = zeros({2, 3});
  EXPECT_EQ(message_of([&] { LinearGaussianStateSpaceModel{bad}; }),
            "LinearGaussianStateSpaceModel: observation_matrix must have shape [..., 2, 2], got "
            "[2, 3]");
}

}  // namespace
}  // namespace aleator
