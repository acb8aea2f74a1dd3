// SPDX-License-Identifier: Apache-2.0
// Tests statistics of the elements of arrays against NumPy and SciPy.
#include "tests/array/support.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace testing;
using namespace stats;

Oracle oracle(const char* name) { return Oracle(name, "sample_statistics.json"); }

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Percentile, IsThatOfNumpy) {
  const Oracle o = oracle("percentiles");
  const std::pair<const char*, Interpolation> kinds[] = {{"nearest", Interpolation::nearest},
                                                         {"lower", Interpolation::lower},
                                                         {"higher", Interpolation::higher},
                                                         {"midpoint", Interpolation::midpoint},
                                                         {"linear", Interpolation::linear}};
  for (const auto& [name, interpolation] : kinds) {
    SCOPED_TRACE(name);
    expect_near(percentile(o("x"), o("q"), {.axis = {0, 2}, .interpolation = interpolation}),
                o(name), 1e-15);
    expect_near(percentile(o("x"), o("q"), {.interpolation = interpolation}),
                o(std::string("all_") + name), 1e-15);
  }
  expect_near(quantiles(o("x"), 10, {.axis = {1}, .interpolation = Interpolation::linear}),
              o("deciles"), 1e-15);
  EXPECT_EQ(percentile(o("x"), 50., {.axis = {0, 2}, .keep_dims = true}).shape(), (Shape{1, 4, 1}));
}

TEST(Percentile, KeepsDtypesAndNaN) {
  const Array integers = array({3, 1, 2, 10});
  EXPECT_EQ(percentile(integers, 50.).dtype(), integers.dtype());
  EXPECT_EQ(percentile(integers, 100.).item(), 10);
  EXPECT_EQ(percentile(integers, 50., {.interpolation = Interpolation::linear}).item(), 2.5);
  EXPECT_EQ(percentile(astype(integers, float32), 30.).dtype(), float32);
  EXPECT_TRUE(std::isnan(percentile(array({1., std::nan(""), 2.}), 0.).item()));
  EXPECT_TRUE(std::isnan(percentile(zeros({0}), 50.).item()));
  const Array with_ends = array({-kInfinity, 0., 1., kInfinity});
  const PercentileOptions linear{.interpolation = Interpolation::linear};
  EXPECT_EQ(percentile(with_ends, 0., linear).item(), -kInfinity);
  EXPECT_EQ(percentile(with_ends, 100., linear).item(), kInfinity);
  EXPECT_EQ(percentile(with_ends, 50., linear).item(), 0.5);
  EXPECT_EQ(message_of([&] { percentile(with_ends, 101.); }),
            "percentile: q must be from 0 to 100, got 101");
  EXPECT_EQ(message_of([&] { quantiles(with_ends, 0); }),
            "quantiles: num_quantiles must be positive, got 0");
  const auto traced = jit([&](const Array& q) { return percentile(with_ends, q); });
  EXPECT_TRUE(std::isnan(traced(Array(-1.)).item()));
  EXPECT_EQ(traced(Array(100.)).item(), kInfinity);
}

TEST(Percentile, HasTheGradientOfItsElements) {
  const Array slope = grad([](const Array& x) {
    return percentile(x, 40., {.interpolation = Interpolation::linear});
  })(array({4., 1., 3., 2.}));
  EXPECT_EQ(slope.shape(), (Shape{4}));
  expect_near(slope, array({0., 0., 0.2, 0.8}), 1e-14);
}

TEST(Histogram, CountsAndWeights) {
  const Oracle o = oracle("histograms");
  expect_near(histogram(o("x"), o("edges")), astype(o("counts"), float64), 0);
  expect_near(histogram(o("x"), o("edges"), {.axis = {0}}), astype(o("columns"), float64), 0);
  const HistogramOptions weighted{.weights = o("weights"), .axis = {0}};
  expect_near(histogram(o("x"), o("edges"), weighted), o("weighted"), 1e-14);
  // The same edges for each column.
  const Array each = broadcast_to(expand_dims(o("edges"), -1), {5, 3});
  expect_near(histogram(o("x"), each, weighted), o("weighted"), 1e-14);
  const Array all =
      histogram(o("x"), o("edges"), {.extend_lower_interval = true, .extend_upper_interval = true});
  EXPECT_EQ(sum(all).item(), 120);
  const auto run = jit([&](const Array& x) { return histogram(x, o("edges"), {.axis = {0}}); });
  expect_near(run(o("x")), astype(o("columns"), float64), 0);
}

TEST(Histogram, BinsHaveTheirEdges) {
  const Array edges = array({0., 1., 2.});
  expect_near(find_bins(array({-0.5, 0., 0.5, 1., 2., 2.5, std::nan("")}), edges),
              array({std::nan(""), 0., 0., 1., 1., std::nan(""), std::nan("")}), 0);
  expect_near(find_bins(array({-kInfinity, 9.}), edges,
                        {.extend_lower_interval = true, .extend_upper_interval = true}),
              array({0., 1.}), 0);
  EXPECT_EQ(message_of([&] { find_bins(zeros({2}), zeros({1})); }),
            "find_bins: edges must be two or more along their first axis, got [1]");
  EXPECT_EQ(message_of([&] {
              find_bins(zeros({2}), zeros({3, 2, 2}));
            }),
            "find_bins: edges must be [K + 1] or have the axes of x after the first, got [3, 2, 2] "
            "for [2]");
}

TEST(CountIntegers, IsBincount) {
  const Oracle o = oracle("histograms");
  expect_near(count_integers(o("integers")), o("integer_counts"), 0);
  expect_near(count_integers(o("integers"), {.minlength = 8, .axis = {0}}), o("integer_columns"),
              0);
  expect_near(count_integers(o("integers"), {.weights = slice_axis(o("weights"), 0, 0, 20)}),
              o("integer_weights"), 1e-14);
  EXPECT_EQ(count_integers(array({0, 5, 1, 1}), {.maxlength = 2}).values(),
            (std::vector<double>{1, 2}));
  EXPECT_EQ(message_of([] {
              count_integers(array({1., 2.}));
            }).substr(0, 31),
            "count_integers: needs integers,");
  EXPECT_EQ(message_of([] {
              count_integers(array({1, -2}));
            }),
            "count_integers: integers must be 0 or more, got -2");
}

TEST(SampleMoments, AreThoseOfNumpy) {
  const Oracle o = oracle("moments");
  const Array x = o("x"), y = o("y");
  expect_near(stats::variance(x), o("variance"), 1e-14);
  expect_near(stats::stddev(x, {.sample_axis = {0, 2}}), o("stddev"), 1e-14);
  expect_near(covariance(x), o("covariance"), 1e-14);
  expect_near(covariance(x, y), o("cross"), 1e-14);
  expect_near(covariance(x, y, {.event_axis = std::nullopt}), o("elementwise"), 1e-14);
  expect_near(correlation(x, y), o("correlation"), 1e-14);
  expect_near(correlation(x, {.event_axis = std::nullopt}), ones({2, 3}), 1e-14);
  expect_near(cholesky_covariance(x), o("cholesky"), 1e-13);
  expect_near(covariance(move_axis(x, 2, 0), {.sample_axis = {1}, .event_axis = 0}),
              o("covariance"), 1e-14);
  EXPECT_EQ(message_of([&] { covariance(x, {.sample_axis = {2}}); }),
            "covariance: event_axis 2 must not be one of sample_axis");
}

TEST(SampleMoments, AlongTheWay) {
  const Oracle o = oracle("moments");
  const Array x = o("x");
  expect_near(cumulative_variance(x), o("cumulative"), 1e-13);
  expect_near(cumulative_variance(move_axis(x, 0, 1), 1), move_axis(o("cumulative"), 0, 1), 1e-13);
  expect_near(cumulative_variance(x + 1e8), o("cumulative"), 1e-6);  // the samples have 8 digits
  const WindowOptions windows{.low_indices = o("low"), .high_indices = o("high")};
  expect_near(windowed_mean(x, windows), o("window_mean"), 1e-14);
  expect_near(windowed_variance(x, windows), o("window_variance"), 1e-14);
  expect_near(windowed_mean(x), o("later_half"), 1e-14);
  EXPECT_TRUE(std::isnan(
      windowed_mean(array({1., 2.}), {.low_indices = array({1}), .high_indices = array({1})})
          .item()));
}

TEST(AutoCorrelation, IsTheSumOfProducts) {
  const Oracle o = oracle("autocorrelations");
  expect_near(auto_correlation(o("x")), o("normalized"), 1e-13);
  expect_near(auto_correlation(o("x"), {.normalize = false}), o("centered"), 1e-13);
  expect_near(auto_correlation(o("x"), {.center = false, .normalize = false}), o("plain"), 1e-13);
  expect_near(auto_correlation(transpose(o("x")), {.axis = 0, .max_lags = 4}),
              transpose(slice_axis(o("normalized"), 1, 0, 5)), 1e-13);
  EXPECT_EQ(message_of([] { auto_correlation(zeros({4}), {.max_lags = 4}); }),
            "auto_correlation: max_lags must be from 0 to 3, one less than the 4 times, got 4");
}

TEST(Calibration, Scores) {
  const Oracle o = oracle("calibration");
  const Array logits = o("logits"), labels = o("labels");
  expect_near(brier_score(labels, logits), o("brier"), 1e-14);
  const BrierDecomposition parts = brier_decomposition(labels, logits);
  expect_near(parts.uncertainty, o("uncertainty"), 1e-14);
  expect_near(parts.resolution, o("resolution"), 1e-14);
  expect_near(parts.reliability, o("reliability"), 1e-14);
  EXPECT_EQ(
      brier_decomposition(reshape(labels, {3, 20}), reshape(logits, {3, 20, 4})).resolution.shape(),
      (Shape{3}));
  EXPECT_EQ(message_of([&] { brier_score(labels + 1, logits); }),
            "brier_score: labels must be from 0 to 3, the 4 classes of logits, got 4");
  EXPECT_EQ(message_of([&] { brier_score(zeros({3}, int64), logits); }),
            "brier_score: labels must be [...] for logits [..., classes], got [3] and [60, 4]");
}

/// With one prediction for each predicted class the parts are the whole.
TEST(Calibration, PartsOfTheBrierScoreAddUp) {
  const Array labels = array({0, 0, 1, 1, 2, 0, 1, 2, 2, 2});
  const Array predictions = array({{1., 0.2, 0.}, {0.3, 2., -1.}, {0., 0.5, 1.5}});
  const Array logits = take(predictions, array({0, 0, 0, 1, 1, 1, 2, 2, 2, 2}));
  const BrierDecomposition parts = brier_decomposition(labels, logits);
  EXPECT_NEAR((parts.uncertainty - parts.resolution + parts.reliability).item(),
              mean(brier_score(labels, logits)).item(), 1e-15);
}

TEST(Calibration, Errors) {
  const Oracle o = oracle("calibration");
  expect_near(expected_calibration_error(
                  {.num_bins = 5, .logits = o("logits"), .labels_true = o("labels")}),
              o("ece"), 1e-14);
  const CalibrationByQuantiles by =
      expected_calibration_error_quantiles(o("hit"), o("pred_log_prob"), 5);
  expect_near(by.ece, o("quantile_ece"), 1e-14);
  expect_near(by.acc, o("acc"), 1e-14);
  expect_near(by.conf, o("conf"), 1e-14);
  expect_near(by.cnt, astype(o("cnt"), float64), 0);
  expect_near(by.edges, o("edges"), 1e-14);
  expect_near(by.bucket, o("bucket"), 0);
  EXPECT_EQ(message_of([&] {
              expected_calibration_error(
                  {.num_bins = 0, .logits = o("logits"), .labels_true = o("labels")});
            }),
            "expected_calibration_error: num_bins must be positive, got 0");
}

TEST(Calibration, AveragesOfProbabilities) {
  const Oracle o = oracle("calibration");
  expect_near(log_average_probs(o("logits"), {.event_axis = -1}), o("log_average"), 1e-14);
  expect_near(log_average_probs(o("logits")), o("log_average_binary"), 1e-14);
  // Far below the smallest double.
  expect_near(log_average_probs(full({2, 1}, -2000.)), array({-2000.}), 1e-15);
}

TEST(LeaveOneOut, IsTheSumOfTheOthers) {
  const Oracle o = oracle("leave_one_out");
  expect_near(log_loosum_exp(o("x")), o("sum"), 1e-14);
  expect_near(log_loomean_exp(o("x")), o("mean"), 1e-14);
  expect_near(log_soosum_exp(o("x")), o("swap_sum"), 1e-14);
  expect_near(log_soomean_exp(transpose(o("x")), 1), transpose(o("swap_mean")), 1e-14);
  // What is left is not lost behind what is left out.
  expect_near(log_loosum_exp(array({800., -900.})), array({-900., 800.}), 0);
  EXPECT_EQ(message_of([] { log_loosum_exp(zeros({1})); }),
            "log_loosum_exp: needs at least 2 samples, got shape [1]");
}

TEST(KendallsTau, IsThatOfScipy) {
  const Oracle o = oracle("ranks");
  expect_near(kendalls_tau(o("x"), o("y")), o("tau"), 1e-15);
  EXPECT_EQ(kendalls_tau(arange(9), -arange(9)).item(), -1);
}

TEST(Moving, ForgetsAtTheGivenRate) {
  const Oracle o = oracle("moving");
  auto state = MovingMeanVariance::from_shape({2});
  for (std::int64_t i = 0; i < 12; ++i) {
    state = assign_moving_mean_variance(o("x")[i], state, {.decay = 0.8});
    expect_near(state.mean, o("mean")[i], 1e-14);
    expect_near(state.variance, o("variance")[i], 1e-14);
    const MovingMeanVariance known = moving_mean_variance_zero_debiased(state, 0.8);
    expect_near(known.mean, o("debiased_mean")[i], 1e-14);
    expect_near(known.variance, o("debiased_variance")[i], 1e-13);
  }
  EXPECT_EQ(state.zero_debias_count.item(), 12);
  // Several values at once have the mean, and their variance is added.
  const Array x = o("x");
  const auto start = MovingMeanVariance::from_shape({2});
  const auto some = assign_moving_mean_variance(x, start, {.decay = 0.5, .axis = 0});
  expect_near(some.mean, 0.5 * mean(x, {.axes = {0}}), 1e-14);
  expect_near(some.variance, 0.5 * mean(square(x), {.axes = {0}}) - square(some.mean), 1e-14);
  EXPECT_NEAR(assign_log_moving_mean_exp(1000., 990., 0.75).item(),
              1000 + std::log(0.25 + 0.75 * std::exp(-10.)), 1e-12);
  EXPECT_EQ(message_of([&] { assign_moving_mean_variance(zeros({3}), state); }),
            "assign_moving_mean_variance: a value must have the shape of the mean, [2], got [3]");
}

}  // namespace
}  // namespace aleator
