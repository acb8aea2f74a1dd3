// SPDX-License-Identifier: Apache-2.0
// Defines Plan, how a function becomes statements in a tree of loops.
//
// Most operations need no memory: elements are computed where they are used. What remains are
// statements, each of which fills one array: outputs, reductions, scatters, products, and what is
// too dear to compute twice. Statements with a common loop share it, as long as each reads of the
// others only what the same round of the loop has made.
#pragma once

#include "aleator/graph/function.h"
#include "aleator/graph/node.h"
#include "aleator/graph/node_index.h"

#include <memory>
#include <vector>

namespace aleator::lowering {

inline constexpr int kOther = -1;     ///< an index that follows no loop
inline constexpr int kLaneAxis = -2;  ///< the lane index
inline constexpr int kZero = -3;      ///< always 0

struct Loop;

/// One axis of a statement's iteration space that is longer than 1.
struct StatementDim {
  std::int64_t size;
  bool is_reduced = false;  ///< the element that a round changes does not depend on it
  Loop* loop = nullptr;
};

/// An array that a statement reads, and along which of its dims (or kOther, kLaneAxis) each axis.
struct Read {
  const Node* node;
  std::vector<int> along;
};

/// An elementwise operation computed on the way.
struct Visit {
  const Node* node;
  std::vector<int> along;
};

/// What fills one array, or a part of it, element by element or as a whole.
struct Statement {
  enum class Kind : std::uint8_t { map, piece, reduce, dot, scatter, update, running, opaque };
  Kind kind;
  const Node* node;
  std::size_t piece = 0;  ///< of a concatenate: which input
  std::vector<StatementDim> dims;
  std::vector<int> space;   ///< per axis of the iteration space: its dim, kZero or kLaneAxis
  std::vector<int> result;  ///< the same per axis of the array that is filled, or kOther
  std::vector<Read> reads;
  std::vector<Visit> visits;
  bool is_stored = true;  ///< whether its array needs memory
};

/// A statement or a loop of a sequence.
struct Item {
  Statement* statement = nullptr;
  std::unique_ptr<Loop> loop;
};

/// A loop and what runs in each round.
struct Loop {
  std::int64_t size;
  std::vector<Item> items;
  Loop* outer = nullptr;
  bool is_backward = false;  ///< from the last to the first
  /// Where set, the loop around whose index is the last of this one's: a lower triangle.
  const Loop* rows = nullptr;
};

/// A function as statements in loops.
struct Plan {
  std::vector<std::unique_ptr<Statement>> statements;
  std::vector<Item> items;

  NodeIndex roots;       ///< nodes whose arrays statements fill
  NodeIndex lower_only;  ///< matrices that nobody reads above the diagonal

  bool is_root(const Node* node) const { return roots.find(node) != NodeIndex::kNone; }
};

/// Whether the statement's array is its operand with some elements replaced.
inline bool changes_operand(const Statement& s) {
  return s.kind == Statement::Kind::scatter || s.kind == Statement::Kind::update;
}

/// Whether the rounds of a loop stand one after the other in the code.
bool is_written_out(const Loop& loop);

/// How many loops are around the inside of `loop`; none without a loop.
int depth_of(const Loop* loop);

/// How many numbers each of a statement's sums has, and how many of float32 may be added as such.
std::int64_t num_terms(const Statement& statement);
inline constexpr std::int64_t kShortSum = 32;

/// Long sums of float32 are kept in float64, which registers can and arrays of sums cannot.
bool is_precise_sum(const Statement& statement);
/// Whether rounds along dim d read what is far apart in memory.
bool reads_apart(const Statement& statement, std::size_t d);
/// Such a sum whose results are neighbours in what it reads: down the columns of a matrix.
bool is_column_sum(const Statement& statement);

/// Whether the operation writes at positions that it computes.
bool is_scatter(const Primitive& primitive);

/// Whether the operation is carried out as a whole, between loops.
bool is_opaque(const Node& node);

/// Output i of a node.
inline Array output_of(const Node& node, std::size_t i) {
  return Array(Ref<const Node>(&node), static_cast<int>(i));
}

/// The plan of a function; `has_lanes`: loops run over the elements of one lane.
Plan make_plan(const Function& function, bool has_lanes);

}  // namespace aleator::lowering
