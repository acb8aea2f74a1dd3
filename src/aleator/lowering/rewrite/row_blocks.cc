// SPDX-License-Identifier: Apache-2.0
// Defines how products of many rows, and what is done to each row between them, go through blocks
// of rows that stay in the cache.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/rewrite/rewrite.h"
#include "aleator/lowering/rewrite/row_part.h"

namespace aleator::lowering {
namespace {

Arrays cut(const Arrays& all, std::size_t first, std::size_t end) {
  return Arrays(all.begin() + static_cast<std::ptrdiff_t>(first),
                all.begin() + static_cast<std::ptrdiff_t>(end));
}

Shape with_rows(Shape shape, std::int64_t num_rows) {
  shape[0] = num_rows;
  return shape;
}

/// All blocks in turn, and what rows are left.
class Blocks {
 public:
  Blocks(const RowPart& part, Arrays wholes, Arrays leaves)
      : part_(part),
        wholes_(std::move(wholes)),
        leaves_(std::move(leaves)),
        num_rows_(part.rows_per_block()),
        num_blocks_(part.num_rows() / num_rows_) {}

  /// Sums, then escaping arrays, of all rows.
  Arrays results() const {
    Arrays results = scanned();
    const std::size_t num_sums = part_.sums().size();
    for (std::size_t i = num_sums; i < results.size(); ++i) {
      const Shape& shape = results[i].shape();
      results[i] =
          reshape(results[i], Shape{num_blocks_ * num_rows_} + shape.slice(2, shape.rank()));
    }
    const std::int64_t left = part_.num_rows() - num_blocks_ * num_rows_;
    const Arrays rest =
        left > 0 ? part_.block(wholes_, rows(num_blocks_ * num_rows_, left), left) : Arrays();
    for (std::size_t i = 0; i < rest.size(); ++i)
      results[i] = i < num_sums ? results[i] + rest[i] : concatenate({results[i], rest[i]}, 0);
    for (std::size_t i = 0; i < num_sums; ++i)
      results[i] = astype(results[i], part_.sums()[i]->types[0].dtype);
    for (std::size_t i = num_sums; i < results.size(); ++i)
      results[i] = move_axis(results[i], 0, part_.axis_of(part_.escapes()[i - num_sums]));
    return results;
  }

 private:
  Arrays rows(std::int64_t first, std::int64_t count) const {
    Arrays slices;
    for (const Array& leaf : leaves_) slices.push_back(slice_axis(leaf, 0, first, first + count));
    return slices;
  }
  Arrays scanned() const {
    Arrays inputs;
    for (const Node* sum : part_.sums())
      inputs.push_back(zeros(sum->types[0].shape, RowPart::sum_dtype(*sum)));
    const std::size_t num_sums = inputs.size(), num_fixed = num_sums + wholes_.size();
    inputs.insert(inputs.end(), wholes_.begin(), wholes_.end());
    ArrayTypes types;
    for (const Array& input : inputs)
      types.push_back({.dtype = input.dtype(), .shape = input.shape()});
    for (const Array& leaf : rows(0, num_blocks_ * num_rows_)) {
      const Shape block = with_rows(leaf.shape(), num_rows_);
      types.push_back({.dtype = leaf.dtype(), .shape = block});
      inputs.push_back(reshape(leaf, Shape{num_blocks_} + block));
    }
    const Function body = simplify(trace_closed("rows", types, [&](const Arrays& p) {
      Arrays results =
          part_.block(cut(p, num_sums, num_fixed), cut(p, num_fixed, p.size()), num_rows_);
      for (std::size_t i = 0; i < num_sums; ++i) results[i] = p[i] + results[i];
      return results;
    }));
    return apply_all(kScan, inputs,
                     attributes(Scan{body, static_cast<std::int64_t>(num_sums),
                                     static_cast<std::int64_t>(wholes_.size()), num_blocks_}));
  }

  const RowPart& part_;
  const Arrays wholes_, leaves_;
  const std::int64_t num_rows_, num_blocks_;
};

}  // namespace

Function in_row_blocks(const Function& f) {
  const RowPart part(f);
  if (!part.is_worth_blocks() || 2 * part.rows_per_block() > part.num_rows()) return f;
  return trace_closed(f.name().c_str(), f.parameter_types(), [&](const Arrays& parameters) {
    Substitution substitute(f, parameters);
    const auto copy = [&](bool is_after) {
      for (const Node* node : f.nodes()) {
        if (!part.contains(node) && part.is_after(node) == is_after)
          substitute.set(node,
                         apply_all(node->primitive, substitute(node->inputs), node->attributes));
      }
    };
    copy(false);
    const Arrays results =
        Blocks(part, substitute(part.wholes()), substitute(part.leaves())).results();
    const std::size_t num_sums = part.sums().size();
    for (std::size_t i = 0; i < results.size(); ++i)
      substitute.set(i < num_sums ? part.sums()[i] : part.escapes()[i - num_sums], {results[i]});
    copy(true);
    return substitute(f.outputs());
  });
}

}  // namespace aleator::lowering
