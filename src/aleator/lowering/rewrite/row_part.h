// SPDX-License-Identifier: Apache-2.0
// Defines RowPart, the part of a function that goes through the same many rows: each of its arrays
// has them along one axis, and a row depends on the same row of the others alone.
#pragma once

#include "aleator/graph/function.h"
#include "aleator/graph/node.h"
#include "aleator/lowering/rewrite/row_axes.h"

#include <map>
#include <set>

namespace aleator::lowering {

/// What enters it from outside: arrays with the rows (leaves), and others (wholes). What leaves it:
/// sums over the rows, and arrays with them (escapes).
class RowPart {
 public:
  /// Around the first large product of many rows with a matrix; empty where there is none.
  explicit RowPart(const Function& f);

  std::int64_t num_rows() const { return num_rows_; }
  bool contains(const Node* node) const { return axes_.contains(node) || is_sum(node); }
  bool is_after(const Node* node) const { return after_.contains(node) && !is_sum(node); }
  const std::vector<const Node*>& sums() const { return sum_list_; }
  const std::vector<const Node*>& escapes() const { return escape_list_; }
  /// Along which axis one of these has the rows.
  std::int64_t axis_of(const Node* escape) const { return axes_.at(escape); }
  const Arrays& leaves() const { return leaves_; }
  const Arrays& wholes() const { return wholes_; }

  /// Whether going through blocks of rows spares enough memory traffic.
  bool is_worth_blocks() const;
  /// As many as stay in the cache.
  std::int64_t rows_per_block() const;

  /// Sums, then escapes, of some of the rows, which `leaves` have. Sums that are not products are
  /// of float64; escapes have the rows in front.
  Arrays block(const Arrays& wholes, const Arrays& leaves, std::int64_t num_rows) const;
  /// Of a sum there.
  static Dtype sum_dtype(const Node& sum);

 private:
  using Key = std::pair<const Node*, int>;

  std::int64_t find_num_rows() const;
  bool is_sum(const Node* node) const { return sums_.contains(node); }
  bool depends(const Array& x) const {
    return axes_.contains(x.node()) || after_.contains(x.node());
  }
  static bool is_repeated(const Array& x, std::int64_t axis);
  bool fits(const Array& x, std::int64_t axis) const;
  bool fit(const Node& node, const Dims& axes) const;
  bool has_rows(const Node& node, const Dims& axes) const;
  void place(const Node& node);
  bool place_rows(const Node& node);
  bool place_sum(const Node& node);
  void use(const Node& node, const Dims& axes);
  void use_whole(const Array& x);
  void use_repeated(const Array& x, std::int64_t axis);
  void escape(const Node* node);
  Array input(const Array& x, std::int64_t axis, const Arrays& wholes, const Arrays& leaves,
              std::int64_t num_rows) const;

  const Function& f_;
  std::int64_t num_rows_ = 0;
  std::map<const Node*, std::int64_t> axes_;  ///< of its nodes: along which the rows are
  std::map<const Node*, Dims> places_;        ///< the same of their inputs, and of those of sums
  std::set<const Node*> after_;               ///< what depends on it
  std::set<const Node*> sums_, escapes_;
  std::vector<const Node*> sum_list_, escape_list_;
  Arrays leaves_, wholes_;
  std::map<Key, std::size_t> leaf_numbers_, whole_numbers_;
  std::map<Key, std::int64_t> num_products_;  ///< that read a leaf
};

}  // namespace aleator::lowering
