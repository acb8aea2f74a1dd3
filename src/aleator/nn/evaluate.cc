// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/evaluate.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/nn/activations.h"
#include "aleator/transforms/transforms.h"

#include <algorithm>

namespace aleator::nn {
namespace {

void check_classes(const char* who, const Array& scores, const Array& y) {
  if (scores.rank() != 2 || y.rank() != 1 || y.dim(0) != scores.dim(0))
    throw ShapeError(text(who, ": outputs must be [batch, classes] and y [batch], got ",
                          scores.shape(), " and ", y.shape()));
}

}  // namespace

Array accuracy(const Output& output, const Array& y) {
  const Array scores = output.has_distribution() ? output.mean() : Array(output);
  check_classes("accuracy", scores, y);
  return mean(astype(argmax(scores) == astype(y, int64), float64));
}

Array sparse_categorical_cross_entropy(const Output& output, const Array& y) {
  const Array logits = output;
  check_classes("sparse_categorical_cross_entropy", logits, y);
  return -mean(take_along_axis(log_softmax(logits), expand_dims(astype(y, int64), 1), 1));
}

Array total_loss(const char* who, const Output& output, const Array& y, const BatchFn& loss,
                 const std::optional<double>& kl_weight) {
  const Array of_rows = loss(output, y);
  if (of_rows.rank() != 0)
    throw ShapeError(text(who, ": the loss must be a scalar, got shape ", of_rows.shape(),
                          "; reduce it with mean"));
  if (!output.has_kl_loss()) return of_rows;
  if (!kl_weight)
    throw ValueError(text(who,
                          ": layers add divergences to the loss, so that kl_weight must be "
                          "given: 1 / (rows of data) for posteriors of weights, 1 for latent "
                          "variables of each row"));
  return of_rows + *kl_weight * output.kl_loss();
}

void check_rows(const char* who, const Array& x, const Array& y) {
  if (!x.has_value() || !y.has_value()) throw ValueError(text(who, ": x and y must hold values"));
  if (x.rank() < 1 || y.rank() < 1 || x.dim(0) != y.dim(0) || x.dim(0) < 1)
    throw ShapeError(text(who, ": x and y must have equally many rows, at least one, got shapes ",
                          x.shape(), " and ", y.shape()));
}

Evaluation evaluate(const Layer& layer, const EvaluateOptions& o) {
  const Array y = o.y.has_value() ? o.y : o.x;
  check_rows("evaluate", o.x, y);
  if (o.batch_size < 1)
    throw ValueError(text("evaluate: batch_size must be at least 1, got ", o.batch_size));
  const auto batch = jit([&](const Array& rows, const Array& truth, const Array& key_words) {
    const Output output = layer(rows, o.key ? CallOptions{.key = Key(key_words)} : CallOptions{});
    Arrays results{total_loss("evaluate", output, truth, o.loss, o.kl_weight)};
    for (const Metric& metric : o.metrics) results.push_back(metric.metric_fn(output, truth));
    return results;
  });
  const std::int64_t num_rows = o.x.dim(0);
  const Key key = o.key ? *o.key : Key(0);  // without one the function does not use it
  std::vector<double> sums(1 + o.metrics.size());
  for (std::int64_t first = 0; first < num_rows; first += o.batch_size) {
    const std::int64_t last = std::min(first + o.batch_size, num_rows);
    const Arrays results = batch(slice_axis(o.x, 0, first, last), slice_axis(y, 0, first, last),
                                 fold_in(key, first).words());
    eval(results);
    for (std::size_t i = 0; i < sums.size(); ++i)
      sums[i] += results[i].item() * static_cast<double>(last - first);
  }
  for (double& s : sums) s /= static_cast<double>(num_rows);
  return {.loss = sums[0], .metrics = {sums.begin() + 1, sums.end()}};
}

}  // namespace aleator::nn
