// SPDX-License-Identifier: Apache-2.0
// Tests running moments against the moments of all samples, one by one, in pieces, and in loops.
#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace stats;

constexpr std::int64_t kNumSamples = 57;

/// [57, 3, 2] around a large mean.
Array samples() { return 1e7 + wiggle({kNumSamples, 3, 2}); }

template <class Running>
Running one_by_one(Running state, const Array& x) {
  for (std::int64_t i = 0; i < x.dim(0); ++i) state = state.update(x[i]);
  return state;
}

/// The same in pieces along another axis, inside a compiled loop.
template <class Running>
Running in_pieces(const Running& start, const Array& x) {
  const auto run = jit([&](const Array& y) {
    const auto body = [&](const Running& state, const Array& piece) {
      return std::pair(state.update(move_axis(piece, 0, 1), 1), Arrays{});
    };
    const Array pieces = reshape(slice_axis(y, 0, 0, 55), {11, 5, 3, 2});
    return scan(body, start, pieces).first;
  });
  const Running state = run(x);
  return state.update(x[55]).update(x[56]);
}

TEST(Running, MeanAndVariance) {
  const Array x = samples();
  const auto means = RunningMean::from_shape({3, 2});
  for (const auto& state : {one_by_one(means, x), in_pieces(means, x)}) {
    EXPECT_EQ(state.num_samples.item(), kNumSamples);
    expect_near(state.mean - 1e7, mean(x - 1e7, {.axes = {0}}), 1e-8);
  }
  const auto variances = RunningVariance::from_shape({3, 2});
  for (const auto& state : {one_by_one(variances, x), in_pieces(variances, x)}) {
    expect_near(state.mean - 1e7, mean(x - 1e7, {.axes = {0}}), 1e-8);
    // The samples have 9 digits after the point.
    expect_near(state.variance(), variance(x - 1e7, {.axes = {0}}), 1e-7);
    expect_near(state.variance(1), variance(x - 1e7, {.axes = {0}}, 1), 1e-7);
    expect_near(state.stddev(), sqrt(state.variance()));
  }
}

TEST(Running, Covariance) {
  const Array x = samples();
  const Array centered = x - mean(x, {.axes = {0}, .keep_dims = true});
  const auto batches = RunningCovariance::from_shape({3, 2});
  const Array expected = einsum("nbi,nbj->bij", centered, centered) / double(kNumSamples - 1);
  for (const auto& state : {one_by_one(batches, x), in_pieces(batches, x)})
    expect_near(state.covariance(1), expected, 1e-7);
  // Events of two axes, and of none: the variance.
  const auto matrices = one_by_one(RunningCovariance::from_shape({3, 2}, float64, 2), x);
  const Array all = einsum("nai,nbj->aibj", centered, centered) / double(kNumSamples);
  expect_near(matrices.covariance(), all, 1e-7);
  const auto scalars = one_by_one(RunningCovariance::from_shape({3, 2}, float64, 0), x);
  expect_near(scalars.covariance(), variance(x, {.axes = {0}}), 1e-7);
}

TEST(Running, PotentialScaleReduction) {
  // Axis 0 of a sample is the chain: by the formula, from each chain's mean and variance.
  const Array x = wiggle({kNumSamples, 3, 2}) + reshape(array({0., 0.1, 0.5}), {1, 3, 1});
  const double n = kNumSamples, m = 3;
  const Array within = mean(variance(x, {.axes = {0}}, 1), {.axes = {0}});
  const Array between = variance(mean(x, {.axes = {0}}), {.axes = {0}}, 1);
  const Array expected =
      (m + 1) / m * ((n - 1) / n * within + between) / within - (n - 1) / (m * n);
  const auto start = RunningPotentialScaleReduction::from_shape({3, 2});
  for (const auto& state : {one_by_one(start, x), in_pieces(start, x)})
    expect_near(state.potential_scale_reduction(), expected, 1e-12);
}

TEST(Running, SinglePrecisionAndMessages) {
  const auto state = RunningVariance::from_shape({2}, float32).update(array({1., 3.}));
  EXPECT_EQ(state.mean.dtype(), float32);
  EXPECT_EQ(state.variance().dtype(), float32);
  EXPECT_TRUE(std::isnan(RunningVariance::from_shape({}).variance().item()));
  const auto message = [](const auto& call) {
    try {
      call();
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(message([&] { state.update(zeros({3})); }),
            "RunningVariance: a new sample must have the shape of the state, [2], got [3]");
  EXPECT_EQ(message([&] { state.update(zeros({2}), 0); }),
            "RunningVariance: a new sample must have the shape of the state, [2], and an axis of "
            "samples, got [2]");
  EXPECT_EQ(
      message([] { RunningCovariance::from_shape({2}, float64, 2); }),
      "RunningCovariance: event_ndims must be between 0 and the rank of the shape [2], got 2");
}

}  // namespace
}  // namespace aleator
