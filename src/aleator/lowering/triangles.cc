// SPDX-License-Identifier: Apache-2.0
// Defines which loops over matrices stop at the diagonal: the largest set of loops and matrices of
// which each is right if the others are.
#include "aleator/lowering/triangles.h"

#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/triangular_solve.h"
#include "aleator/lowering/above_diagonal.h"

#include <algorithm>
#include <set>

namespace aleator::lowering {
namespace {

/// Whether an operation reads only the lower triangle of an input.
bool reads_lower(const Node& node, std::size_t input) {
  const Primitive* p = &node.primitive;
  if (node.types[0].lane_axis == kNoLane) return false;  // the host copies whole matrices
  if (p == &kCholesky || p == &kCholeskyPullback) return true;
  return p == &kTriangularSolve && input == 0 && node.attributes_as<TriangularSolve>().is_lower;
}

bool is_square(const Node& node) {
  const ArrayType& type = node.types[0];
  const std::int64_t rank = type.shape.rank();
  return node.types.size() == 1 && rank >= 2 && type.shape[rank - 1] == type.shape[rank - 2] &&
         type.lane_axis < rank - 2;
}

/// A loop inside another, over the columns and rows of a square.
struct Square {
  Loop* rows;
  Loop* columns;
};

class Triangles {
 public:
  Triangles(Plan& plan, const Function& f) : plan_(plan) {
    find_squares(plan.items);
    for (const auto& s : plan.statements) {
      if (is_square(*s->node)) matrices_.insert(s->node);
    }
    for (const Array& output : f.outputs()) matrices_.erase(output.node());
  }

  void find() {
    for (bool is_changed = !squares_.empty(); is_changed;) {
      is_changed = std::erase_if(squares_, [&](const Square& q) { return !holds(q); }) > 0;
      is_changed = std::erase_if(matrices_,
                                 [&](const Node* matrix) { return !is_read_below(matrix); }) > 0 ||
                   is_changed;
    }
    for (const Square& q : squares_) q.columns->rows = q.rows;
    for (const auto& s : plan_.statements) {
      if (!squares_.empty() && matrices_.contains(s->node)) plan_.lower_only.insert(s->node);
    }
  }

 private:
  void find_squares(std::vector<Item>& items) {
    for (Item& item : items) {
      if (!item.loop) continue;
      Loop* rows = item.loop.get();
      for (Item& inner : rows->items) {
        Loop* columns = inner.loop.get();
        if (columns && columns->size == rows->size && !is_written_out(*columns) &&
            !rows->is_backward && !columns->is_backward && !holds_loops(*columns))
          squares_.push_back({rows, columns});
      }
      find_squares(rows->items);
    }
  }
  static bool holds_loops(const Loop& loop) {
    return std::any_of(loop.items.begin(), loop.items.end(),
                       [](const Item& item) { return item.loop != nullptr; });
  }

  /// Whether nothing in the loops would miss what is above the diagonal.
  bool holds(const Square& q) const {
    return std::all_of(q.columns->items.begin(), q.columns->items.end(), [&](const Item& item) {
      const Statement& s = *item.statement;
      return fills_lower(s, q) || adds_lower(s, q);
    });
  }
  static int dim_of(const Statement& s, const Loop* loop) {
    for (std::size_t d = 0; d < s.dims.size(); ++d) {
      if (s.dims[d].loop == loop) return static_cast<int>(d);
    }
    return kOther;
  }
  bool fills_lower(const Statement& s, const Square& q) const {
    const bool is_plain = s.kind == Statement::Kind::map || s.kind == Statement::Kind::reduce ||
                          s.kind == Statement::Kind::dot;
    if (!is_plain || !matrices_.contains(s.node)) return false;
    const std::size_t rank = s.result.size();
    const int row = dim_of(s, q.rows), column = dim_of(s, q.columns);
    return row >= 0 && column >= 0 && s.result[rank - 2] == row && s.result[rank - 1] == column;
  }
  /// Sums along the columns, at least, of zeros above the diagonal.
  static bool adds_lower(const Statement& s, const Square& q) {
    const int row = dim_of(s, q.rows), column = dim_of(s, q.columns);
    return s.kind == Statement::Kind::reduce && s.node->primitive.combine == &kAdd && row >= 0 &&
           column >= 0 && s.dims[static_cast<std::size_t>(column)].is_reduced &&
           is_zero_above(s, row, column);
  }

  /// Whether nobody reads above the diagonal of a matrix.
  bool is_read_below(const Node* matrix) const {
    return std::all_of(plan_.statements.begin(), plan_.statements.end(), [&](const auto& s) {
      if (s->kind == Statement::Kind::opaque) return reads_below(*s->node, matrix);
      return std::all_of(s->reads.begin(), s->reads.end(), [&](const Read& read) {
        return read.node != matrix || is_below(*s, read);
      });
    });
  }
  bool reads_below(const Node& reader, const Node* matrix) const {
    for (std::size_t i = 0; i < reader.inputs.size(); ++i) {
      const Node* input = reader.inputs[i].node();
      if (input == matrix ? !reads_lower(reader, i) : is_made_of(input, matrix)) return false;
    }
    return true;
  }
  /// Whether what no statement fills is computed from a matrix.
  bool is_made_of(const Node* node, const Node* matrix) const {
    if (node == matrix) return true;
    if (node->constant || plan_.is_root(node)) return false;
    return std::any_of(node->inputs.begin(), node->inputs.end(),
                       [&](const Array& input) { return is_made_of(input.node(), matrix); });
  }
  bool is_below(const Statement& s, const Read& read) const {
    const int row = read.along[read.along.size() - 2], column = read.along.back();
    if (column == kZero) return true;
    if (row < 0 || column < 0) return false;
    return row == column || std::any_of(squares_.begin(), squares_.end(), [&](const Square& q) {
             return row == dim_of(s, q.rows) && column == dim_of(s, q.columns);
           });
  }

  Plan& plan_;
  std::vector<Square> squares_;
  std::set<const Node*> matrices_;
};

}  // namespace

void find_triangles(Plan& plan, const Function& function) { Triangles(plan, function).find(); }

}  // namespace aleator::lowering
