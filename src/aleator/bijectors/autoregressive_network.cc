// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/autoregressive_network.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/random/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace aleator::bijectors {
namespace {

Dims checked_order(const AutoregressiveForm& o) {
  if (o.event_size < 1 || o.params < 1)
    throw ValueError(text("AutoregressiveNetwork: event_size and params must be at least 1, got ",
                          o.event_size, " and ", o.params));
  Dims counted(static_cast<std::size_t>(o.event_size));
  std::iota(counted.begin(), counted.end(), 1);
  if (o.input_order.empty()) return counted;
  Dims sorted = o.input_order;
  std::sort(sorted.begin(), sorted.end());
  if (sorted == counted) return o.input_order;
  throw ValueError(text("AutoregressiveNetwork: input_order must hold each of 1 to ", o.event_size,
                        " once, got ", Shape(o.input_order)));
}

/// How many elements, in their order, the units of a hidden layer may see: from one to all but the
/// last, evenly.
Dims hidden_degrees(std::int64_t num_units, std::int64_t event_size) {
  Dims degrees;
  const std::int64_t most = std::max<std::int64_t>(event_size - 1, 1);
  for (std::int64_t i = 0; i < num_units; ++i) degrees.push_back(1 + i * most / num_units);
  return degrees;
}

Array as_column(const Dims& degrees) { return expand_dims(array(degrees), -1); }

}  // namespace

Arrays autoregressive_masks(const AutoregressiveForm& form) {
  const Dims order = checked_order(form);
  Dims below = order;
  Arrays masks;
  for (const std::int64_t num_units : form.hidden_units) {
    if (num_units < 1)
      throw ValueError(text("AutoregressiveNetwork: hidden_units must be at least 1, got ",
                            Shape(form.hidden_units)));
    const Dims degrees = hidden_degrees(num_units, form.event_size);
    masks.push_back(as_column(below) <= array(degrees));
    below = degrees;
  }
  Dims results;
  for (const std::int64_t place : order)
    results.insert(results.end(), static_cast<std::size_t>(form.params), place);
  masks.push_back(as_column(below) < array(results));
  return masks;
}

Dims random_input_order(const Key& key, std::int64_t event_size) {
  if (event_size < 1)
    throw ValueError(text("random_input_order: event_size must be at least 1, got ", event_size));
  return (random::permutation(key, event_size) + 1).values<std::int64_t>();
}

AutoregressiveNetwork::AutoregressiveNetwork(const AutoregressiveNetworkOptions& o)
    : size_(o.event_size), params_(o.params), activation_(o.activation) {
  for (const Array& mask :
       autoregressive_masks({o.event_size, o.params, o.hidden_units, o.input_order})) {
    const auto both = static_cast<double>(mask.dim(0) + mask.dim(1));
    const auto index = static_cast<std::int64_t>(layers_.size());
    const Array first =
        std::sqrt(2 / both) * random::normal(fold_in(o.key, index), mask.shape(), o.dtype);
    layers_.push_back({Variable(first, text("weights_", index)),
                       Variable(zeros({mask.dim(1)}, o.dtype), text("biases_", index)),
                       astype(mask, o.dtype)});
  }
}

Array AutoregressiveNetwork::operator()(const Array& x) const {
  if (x.rank() < 1 || x.dim(-1) != size_)
    throw ShapeError(text("AutoregressiveNetwork: the last axis must have length ", size_,
                          ", got shape ", x.shape()));
  Array y = x;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Layer& layer = layers_[i];
    const Array columns = swap_axes(Array(layer.weights) * layer.mask, -1, -2);
    y = squeeze(matmul(columns, expand_dims(y, -1)), -1) + Array(layer.biases);
    if (activation_ && i + 1 < layers_.size()) y = activation_(y);
  }
  return reshape(y, x.shape() + Shape{params_});
}

}  // namespace aleator::bijectors
