// SPDX-License-Identifier: Apache-2.0
#include "aleator/stats/calibration.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/text.h"
#include "aleator/stats/histogram.h"
#include "aleator/stats/percentile.h"
#include "aleator/stats/sample_axes.h"

#include <cmath>

namespace aleator::stats {
namespace {

Array log_softmax_of(const Array& logits, std::int64_t axis) {
  return logits - logsumexp(logits, {.axes = {axis}, .keep_dims = true});
}

void check_labels(const char* who, const Array& labels, const Array& logits) {
  if (logits.rank() < 1 || labels.shape() != logits.shape().slice(0, logits.rank() - 1))
    throw ShapeError(text(who, ": labels must be [...] for logits [..., classes], got ",
                          labels.shape(), " and ", logits.shape()));
  if (is_floating(labels.dtype()))
    throw DtypeError(text(who, ": labels must be integers, got ", labels.dtype()));
  if (!labels.is_known()) return;
  const std::int64_t num = logits.dim(-1);
  for (const double label : labels.values()) {
    if (label < 0 || label >= static_cast<double>(num))
      throw ValueError(text(who, ": labels must be from 0 to ", num - 1, ", the ", num,
                            " classes of logits, got ", label));
  }
}

Array at_label(const Array& values, const Array& labels) {
  return squeeze(take_along_axis(values, expand_dims(labels, -1), -1), -1);
}

/// The mean over bins of |hits - confidence| by the sums in them.
Array weighted_gap(const Array& hits, const Array& confidence, const Array& num) {
  return sum(abs(hits - confidence)) / num;
}

}  // namespace

Array brier_score(const Array& labels, const Array& logits) {
  check_labels("brier_score", labels, logits);
  const Array p = exp(log_softmax_of(as_floating(logits), -1));
  return sum(square(p), {.axes = {-1}}) - 2. * at_label(p, labels);
}

BrierDecomposition brier_decomposition(const Array& labels, const Array& logits) {
  check_labels("brier_decomposition", labels, logits);
  if (labels.rank() < 1)
    throw ShapeError(text("brier_decomposition: labels must be [..., n], got ", labels.shape()));
  const Array p = exp(log_softmax_of(as_floating(logits), -1));
  const std::int64_t num = logits.dim(-1);
  const Array predicted = argmax(logits, -1);
  // [..., predicted class, label]: how often.
  const Array guess = expand_dims(one_hot(predicted, num, p.dtype()), -1);
  const Array pairs = sum(guess * expand_dims(one_hot(labels, num, p.dtype()), -2), {.axes = {-3}});
  const Array counts = sum(pairs, {.axes = {-1}, .keep_dims = true});
  const auto total = static_cast<double>(labels.dim(-1));
  const Array frequencies = sum(pairs, {.axes = {-2}, .keep_dims = true}) / total;
  const Array given = pairs / maximum(counts, 1.);
  const Array distance = sum(square(frequencies - given), {.axes = {-1}, .keep_dims = true});
  const Array own = take_along_axis(given, expand_dims(predicted, -1), -2);
  return {-sum(square(frequencies), {.axes = {-1, -2}}),
          sum(counts / total * distance, {.axes = {-1, -2}}),
          mean(sum(square(own - p), {.axes = {-1}}), {.axes = {-1}})};
}

Array expected_calibration_error(const ExpectedCalibrationErrorOptions& options) {
  constexpr const char* kWho = "expected_calibration_error";
  if (options.num_bins < 1)
    throw ValueError(text(kWho, ": num_bins must be positive, got ", options.num_bins));
  const Array logits = as_floating(options.logits);
  check_labels(kWho, options.labels_true, logits);
  const Array predicted = options.labels_predicted.value_or(argmax(logits, -1));
  check_labels(kWho, predicted, logits);
  const Array confidence = exp(at_label(log_softmax_of(logits, -1), predicted));
  const Array edges = linspace(0., 1., options.num_bins + 1);
  const Array is_right = astype(predicted == options.labels_true, confidence.dtype());
  // A probability may round to a little more than 1.
  const auto sums = [&](const Array& weights) {
    return histogram(confidence, edges, {.weights = weights, .extend_upper_interval = true});
  };
  return weighted_gap(sums(is_right), sums(confidence), static_cast<double>(confidence.size()));
}

CalibrationByQuantiles expected_calibration_error_quantiles(const Array& hit,
                                                            const Array& pred_log_prob,
                                                            std::int64_t num_buckets) {
  constexpr const char* kWho = "expected_calibration_error_quantiles";
  if (hit.rank() != 1 || hit.shape() != pred_log_prob.shape())
    throw ShapeError(text(kWho, ": hit and pred_log_prob must be vectors of one length, got ",
                          hit.shape(), " and ", pred_log_prob.shape()));
  if (num_buckets < 1)
    throw ValueError(text(kWho, ": num_buckets must be positive, got ", num_buckets));
  const Array log_prob = as_floating(pred_log_prob);
  const Array edges = quantiles(log_prob, num_buckets, {.interpolation = Interpolation::linear});
  const Array bucket = clip(searchsorted(edges, log_prob, Side::Right) - 1, 0, num_buckets - 1);
  const auto sums = [&](const Array& weights) {
    return count_integers(bucket,
                          {.weights = weights, .minlength = num_buckets, .maxlength = num_buckets});
  };
  const Array cnt = sums(ones_like(log_prob)), hits = sums(astype(hit, log_prob.dtype())),
              confidence = sums(exp(log_prob));
  return {weighted_gap(hits, confidence, static_cast<double>(hit.size())),
          hits / cnt,
          confidence / cnt,
          cnt,
          edges,
          bucket};
}

Array log_average_probs(const Array& logits, const LogAverageProbsOptions& options) {
  const Array x = as_floating(logits);
  const Array log_probs =
      options.event_axis ? log_softmax_of(x, *options.event_axis) : log_sigmoid(x);
  const Array total =
      logsumexp(log_probs, {.axes = options.sample_axis, .keep_dims = options.keep_dims});
  double num = 1;
  for (const std::int64_t axis : options.sample_axis.resolve(x.rank(), "log_average_probs"))
    num *= static_cast<double>(x.dim(axis));
  return total - std::log(num);
}

}  // namespace aleator::stats
