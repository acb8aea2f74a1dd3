// SPDX-License-Identifier: Apache-2.0
#include "aleator/lowering/rewrite/row_part.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/dot.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

constexpr std::int64_t kFewestRows = 2048;
/// What a block's products and leaves take of the second-level cache.
constexpr std::int64_t kBlockBytes = 1 << 20;
/// A library arranges the other matrix anew for each block.
constexpr std::int64_t kFewestInBlock = 128;
/// Below, all of it stays in the cache without blocks.
constexpr std::int64_t kLeastSaved = 4 << 20;
/// A sum over rows is added to once a block.
constexpr std::int64_t kMostSumBytes = 1 << 16;

std::int64_t bytes_of(const ArrayType& type) {
  return type.shape.size() * static_cast<std::int64_t>(size_of(type.dtype));
}

bool is_large_product(const Node& node) {
  return &node.primitive == &kStaircaseProduct || is_library_product(node);
}

bool is_given(const Array& x) { return x.node()->constant || &x.node()->primitive == &kParameter; }

}  // namespace

RowPart::RowPart(const Function& f) : f_(f), num_rows_(find_num_rows()) {
  if (num_rows_ == 0) return;
  for (const Node* node : f.nodes()) place(*node);
  for (const Array& output : f.outputs()) {
    if (axes_.contains(output.node())) escape(output.node());
  }
}

std::int64_t RowPart::find_num_rows() const {
  for (const Node* node : f_.nodes()) {
    if (!is_large_product(*node)) continue;
    const Shape& shape = node->types[0].shape;
    for (std::int64_t axis = 0; axis < shape.rank(); ++axis) {
      const auto axes = row_axes(*node, axis);
      const bool is_longest = shape[axis] == *std::max_element(shape.begin(), shape.end());
      if (axes && std::count(axes->begin(), axes->end(), kWhole) == 1 && is_longest &&
          shape[axis] >= kFewestRows)
        return shape[axis];
    }
  }
  return 0;
}

/// Every node of the function, inputs first: part of it, after it, or neither.
void RowPart::place(const Node& node) {
  const auto& in = node.inputs;
  const bool is_later =
      std::any_of(in.begin(), in.end(), [&](const Array& x) { return after_.contains(x.node()); });
  if (!is_later && (place_rows(node) || place_sum(node))) return;
  if (!std::any_of(in.begin(), in.end(), [&](const Array& x) { return depends(x); })) return;
  after_.insert(&node);
  for (const Array& x : in) {
    if (axes_.contains(x.node())) escape(x.node());
  }
}

bool RowPart::place_rows(const Node& node) {
  if (node.types.size() != 1) return false;
  const Shape& shape = node.types[0].shape;
  for (std::int64_t axis = 0; axis < shape.rank(); ++axis) {
    if (shape[axis] != num_rows_) continue;
    const auto axes = row_axes(node, axis);
    if (!axes || !fit(node, *axes) || !has_rows(node, *axes)) continue;
    axes_[&node] = axis;
    use(node, *axes);
    return true;
  }
  return false;
}

bool RowPart::place_sum(const Node& node) {
  if (node.types.size() != 1 || bytes_of(node.types[0]) > kMostSumBytes) return false;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const auto own = axes_.find(node.inputs[i].node());
    if (own == axes_.end()) continue;
    const auto axes = summed_axes(node, i, own->second);
    if (!axes || !fit(node, *axes)) return false;
    sums_.insert(&node);
    sum_list_.push_back(&node);
    after_.insert(&node);
    use(node, *axes);
    return true;
  }
  return false;
}

/// Whether it is the same in all rows along that axis, and can be made for fewer.
bool RowPart::is_repeated(const Array& x, std::int64_t axis) {
  const Node* node = x.node();
  if (node->constant) return node->constant.is_splat();
  if (&node->primitive != &kBroadcastInDim) return false;
  const std::int64_t from = row_axes(*node, axis)->front();
  return from == kWhole || is_repeated(node->inputs[0], from);
}

bool RowPart::fits(const Array& x, std::int64_t axis) const {
  if (axis == kWhole) return !depends(x);
  if (const auto own = axes_.find(x.node()); own != axes_.end()) return own->second == axis;
  if (after_.contains(x.node()) || x.shape()[axis] != num_rows_) return false;
  return is_repeated(x, axis) || axis == 0;
}

bool RowPart::fit(const Node& node, const Dims& axes) const {
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (!fits(node.inputs[i], axes[i])) return false;
  }
  return true;
}

/// Whether rows come in at all: from the part itself, from what is given, or into a product. What
/// else has as many rows is computed before.
bool RowPart::has_rows(const Node& node, const Dims& axes) const {
  const bool is_product = &node.primitive == &kDotGeneral || is_large_product(node);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const Array& x = node.inputs[i];
    if (axes[i] == kWhole) continue;
    if (axes_.contains(x.node())) return true;
    if ((is_given(x) || is_product) && !is_repeated(x, axes[i])) return true;
  }
  return false;
}

/// Notes what it takes from outside.
void RowPart::use(const Node& node, const Dims& axes) {
  places_[&node] = axes;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const Array& x = node.inputs[i];
    if (axes_.contains(x.node())) continue;
    if (axes[i] == kWhole) {
      use_whole(x);
    } else if (is_repeated(x, axes[i])) {
      use_repeated(x, axes[i]);
    } else {
      const Key key{x.node(), x.output()};
      if (leaf_numbers_.emplace(key, leaves_.size()).second) leaves_.push_back(x);
      if (is_large_product(node)) ++num_products_[key];
    }
  }
}

void RowPart::use_whole(const Array& x) {
  if (whole_numbers_.emplace(Key{x.node(), x.output()}, wholes_.size()).second)
    wholes_.push_back(x);
}

void RowPart::use_repeated(const Array& x, std::int64_t axis) {
  if (x.node()->constant) return;
  const std::int64_t from = row_axes(*x.node(), axis)->front();
  if (from == kWhole) use_whole(x.node()->inputs[0]);
  else use_repeated(x.node()->inputs[0], from);
}

void RowPart::escape(const Node* node) {
  if (escapes_.insert(node).second) escape_list_.push_back(node);
}

bool RowPart::is_worth_blocks() const {
  if (num_rows_ == 0 || rows_per_block() < kFewestInBlock) return false;
  std::int64_t saved = 0, escaping = 0;
  for (const auto& [node, axis] : axes_) {
    if (is_large_product(*node) && !escapes_.contains(node)) saved += 2 * bytes_of(node->types[0]);
  }
  for (const auto& [key, count] : num_products_)
    saved += (count - 1) * bytes_of(leaves_[leaf_numbers_.at(key)].type());
  for (const Node* node : escape_list_) escaping += bytes_of(node->types[0]);
  return saved >= std::max(kLeastSaved, escaping);
}

std::int64_t RowPart::rows_per_block() const {
  std::int64_t bytes = 1;
  for (const auto& [node, axis] : axes_) {
    if (is_large_product(*node)) bytes += bytes_of(node->types[0]);
  }
  for (const Array& leaf : leaves_) bytes += bytes_of(leaf.type());
  constexpr std::int64_t kMultiple = 16;
  const auto fitting =
      static_cast<std::int64_t>(static_cast<double>(kBlockBytes) * static_cast<double>(num_rows_) /
                                static_cast<double>(bytes));
  return std::min(fitting / kMultiple * kMultiple, num_rows_);
}

Dtype RowPart::sum_dtype(const Node& sum) {
  return &sum.primitive == &kReduceSum ? float64 : sum.types[0].dtype;
}

/// What is not the part's own.
Array RowPart::input(const Array& x, std::int64_t axis, const Arrays& wholes, const Arrays& leaves,
                     std::int64_t num_rows) const {
  const Key key{x.node(), x.output()};
  if (axis == kWhole) return wholes[whole_numbers_.at(key)];
  if (!is_repeated(x, axis)) return leaves[leaf_numbers_.at(key)];
  if (x.node()->constant) return slice_axis(x, axis, 0, num_rows);
  const std::int64_t from = row_axes(*x.node(), axis)->front();
  return on_rows(*x.node(), axis, {input(x.node()->inputs[0], from, wholes, leaves, num_rows)},
                 num_rows);
}

Arrays RowPart::block(const Arrays& wholes, const Arrays& leaves, std::int64_t num_rows) const {
  std::map<const Node*, Array> values;
  for (const Node* node : f_.nodes()) {
    const auto place = places_.find(node);
    if (place == places_.end()) continue;
    Arrays inputs;
    for (std::size_t i = 0; i < node->inputs.size(); ++i) {
      const Array& x = node->inputs[i];
      const auto own = values.find(x.node());
      inputs.push_back(own != values.end() ? own->second
                                           : input(x, place->second[i], wholes, leaves, num_rows));
    }
    values[node] = is_sum(node) ? apply(node->primitive, inputs, node->attributes)
                                : on_rows(*node, axes_.at(node), inputs, num_rows);
  }
  Arrays results;
  for (const Node* node : sum_list_) results.push_back(astype(values.at(node), sum_dtype(*node)));
  for (const Node* node : escape_list_)
    results.push_back(move_axis(values.at(node), axes_.at(node), 0));
  return results;
}

}  // namespace aleator::lowering
