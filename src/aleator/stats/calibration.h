// SPDX-License-Identifier: Apache-2.0
// Declares how good probabilities of classes are: scores and their calibration. Names are TFP's.
#pragma once

#include "aleator/array/array.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/base/error.h"

#include <optional>

namespace aleator::stats {

/// Brier's score of each prediction, sum over classes of p_k^2 - 2 p_label, from -1 (sure and
/// right) to 1 (sure and wrong): 1 less than the squared distance of p to the label's unit vector.
///
/// labels: [...], integers; logits: [..., classes], p = softmax(logits); the result is [...].
/// Source: Gneiting and Raftery 2007, "Strictly proper scoring rules, prediction, and estimation".
Array brier_score(const Array& labels, const Array& logits);

struct BrierDecomposition {
  Array
      uncertainty;   ///< minus the sum of squares of the frequencies of labels: of the labels alone
  Array resolution;  ///< how far these frequencies are from those given the predicted class
  Array reliability;  ///< how far p is from the frequencies given the predicted class; 0 is best
};
/// The mean score of n predictions in parts, uncertainty - resolution + reliability, where the n
/// are grouped by the predicted class. The sum is the mean score if p is the same in each group.
///
/// labels: [..., n]; logits: [..., n, classes]; the parts are [...].
/// Source: Murphy 1973, "A new vector partition of the probability score".
BrierDecomposition brier_decomposition(const Array& labels, const Array& logits);

struct ExpectedCalibrationErrorOptions {
  std::int64_t num_bins = required("num_bins");  ///< of equal width between 0 and 1
  Array logits = required("logits");             ///< [n, classes]
  Array labels_true = required("labels_true");   ///< [n]
  std::optional<Array> labels_predicted = {};    ///< [n]; by default the most probable classes
};
/// The mean over the bins of confidence, weighted by their counts, of |the frequency with which
/// predictions are right - their mean confidence|, the confidence being the probability of the
/// predicted class. Source: Guo et al. 2017, "On calibration of modern neural networks".
Array expected_calibration_error(const ExpectedCalibrationErrorOptions& options);

struct CalibrationByQuantiles {
  Array ece;     ///< the expected calibration error: a number
  Array acc;     ///< [num_buckets], the frequency of hits; NaN in empty buckets
  Array conf;    ///< [num_buckets], the mean probability
  Array cnt;     ///< [num_buckets], counts
  Array edges;   ///< [num_buckets + 1], of the buckets, as logarithms of probabilities
  Array bucket;  ///< [n], the bucket of each prediction
};
/// The same in buckets that hold equally many predictions: their edges are quantiles.
/// hit: [n], 1 (or true) where the prediction was right; pred_log_prob: [n], the logarithm of its
/// probability.
CalibrationByQuantiles expected_calibration_error_quantiles(const Array& hit,
                                                            const Array& pred_log_prob,
                                                            std::int64_t num_buckets);

struct LogAverageProbsOptions {
  Axes sample_axis = {0};
  /// Of the classes, whose probabilities are softmax(logits); without it each number is of a class
  /// against one other, sigmoid(logits).
  std::optional<std::int64_t> event_axis = {};
  bool keep_dims = false;
};
/// log of the probabilities averaged over samples: predictions of many models taken together.
/// Where a probability is too small to be held, its logarithm is not.
Array log_average_probs(const Array& logits, const LogAverageProbsOptions& options = {});

}  // namespace aleator::stats
