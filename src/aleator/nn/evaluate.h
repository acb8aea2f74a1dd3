// SPDX-License-Identifier: Apache-2.0
// Declares what networks are compared by: losses and metrics over rows of data.
#pragma once

#include "aleator/nn/layer.h"
#include "aleator/nn/losses.h"

#include <string>
#include <vector>

namespace aleator::nn {

/// A number of a batch that is a mean over its rows.
using BatchFn = Callable<Array(const Output& output, const Array& y)>;

struct Metric {
  std::string name;
  BatchFn metric_fn;
};

/// The share of rows whose most probable class is y: outputs are logits [batch, classes] or
/// distributions over one-hot vectors, y class numbers.
Array accuracy(const Output& output, const Array& y);
/// Minus the mean log probability of class numbers y by logits [batch, classes].
Array sparse_categorical_cross_entropy(const Output& output, const Array& y);

struct EvaluateOptions {
  Array x = required("x");  ///< rows along the first axis
  Array y = {};             ///< absent: x
  BatchFn loss = negative_log_likelihood;
  std::optional<double> kl_weight = {};  ///< as in FitOptions
  std::vector<Metric> metrics = {};
  std::int64_t batch_size = 256;
  std::optional<Key> key = {};  ///< of layers whose results are random
};

struct Evaluation {
  double loss;
  std::vector<double> metrics;  ///< in the order of the options
};

/// Loss and metrics over all rows, as after training.
Evaluation evaluate(const Layer& layer, const EvaluateOptions& options);

/// loss(output, y) + kl_weight output.kl_loss(). ValueError naming `who` if there are divergences
/// and no weight, or if the loss is no scalar.
Array total_loss(const char* who, const Output& output, const Array& y, const BatchFn& loss,
                 const std::optional<double>& kl_weight);
/// Throws naming `who` unless x and y have equally many rows, at least one.
void check_rows(const char* who, const Array& x, const Array& y);

}  // namespace aleator::nn
