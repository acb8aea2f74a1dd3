// SPDX-License-Identifier: Apache-2.0
// Defines the statements of a function and their iteration spaces.
#include "aleator/lowering/statements.h"

#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/reduce.h"
#include "aleator/lowering/reads.h"
#include "aleator/lowering/space.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

bool is_running(const Primitive& p) {
  return is_any(p, {&kCumulativeSum, &kCumulativeProduct, &kCumulativeMax, &kCumulativeMin});
}

/// Sets the iteration space: an axis longer than 1 that is no lane axis is a dim.
void set_space(Statement& s, const Shape& shape, int lane_axis, const Dims& reduced) {
  for (std::int64_t axis = 0; axis < shape.rank(); ++axis) {
    if (axis == lane_axis) {
      s.space.push_back(kLaneAxis);
    } else if (shape[axis] == 1) {
      s.space.push_back(kZero);
    } else {
      s.space.push_back(static_cast<int>(s.dims.size()));
      s.dims.push_back({shape[axis], is_reduced(reduced, axis), nullptr});
    }
  }
}

void set_reduce(Statement& s) {
  const ArrayType& in = s.node->inputs[0].type();
  const Dims& axes = s.node->attributes_as<Reduce>().axes;
  set_space(s, in.shape, in.lane_axis, axes);
  for (std::int64_t axis = 0; axis < in.shape.rank(); ++axis) {
    if (!is_reduced(axes, axis)) s.result.push_back(s.space[static_cast<std::size_t>(axis)]);
  }
}

void set_dot(Statement& s) {
  const DotAxes axes(*s.node);
  Dims contracted;
  for (std::int64_t k = axes.num_result; k < axes.space.rank(); ++k) contracted.push_back(k);
  set_space(s, axes.space, s.node->types[0].lane_axis, contracted);
  s.result.assign(s.space.begin(), s.space.begin() + axes.num_result);
}

/// A window's position in the operand is known only at run time, except along axes that it covers.
void set_scatter(Statement& s) {
  const ArrayType& updates = s.node->inputs[2].type();
  const auto& n = s.node->attributes_as<Scatter>().numbers;
  const int lane = s.node->types[0].lane_axis;
  const std::int64_t rank = s.node->types[0].shape.rank();
  s.result.assign(static_cast<std::size_t>(rank), kOther);
  Dims scattered = other_axes(updates.shape.rank(), n.window_dims);
  int lane_of_updates = updates.lane_axis;
  const Dims axes = operand_window_axes(n, rank);
  for (std::size_t k = 0; k < axes.size(); ++k) {
    if (axes[k] == lane) lane_of_updates = static_cast<int>(n.window_dims[k]);
    if (is_reduced(n.index_map, axes[k])) scattered.push_back(n.window_dims[k]);
  }
  for (std::size_t k = 0; k < n.operand_batching_dims.size(); ++k) {
    if (n.operand_batching_dims[k] != lane) continue;
    const Dims batch = index_batch_axes(n, s.node->inputs[1].rank());
    const auto at =
        std::find(batch.begin(), batch.end(), n.indices_batching_dims[k]) - batch.begin();
    lane_of_updates = static_cast<int>(
        other_axes(updates.shape.rank(), n.window_dims)[static_cast<std::size_t>(at)]);
  }
  set_space(s, updates.shape, lane_of_updates, scattered);
  for (std::size_t k = 0; k < axes.size(); ++k) {
    if (!is_reduced(n.index_map, axes[k]))
      s.result[static_cast<std::size_t>(axes[k])] =
          s.space[static_cast<std::size_t>(n.window_dims[k])];
  }
}

/// A window at one position, which is known only at run time along axes that it does not cover.
void set_update(Statement& s) {
  const Shape& operand = s.node->types[0].shape;
  const Shape& window = s.node->inputs[1].shape();
  Dims moved;
  for (std::int64_t axis = 0; axis < operand.rank(); ++axis) {
    if (operand[axis] != window[axis]) moved.push_back(axis);
  }
  set_space(s, window, s.node->types[0].lane_axis, moved);
  s.result = s.space;
  for (const std::int64_t axis : moved) s.result[static_cast<std::size_t>(axis)] = kOther;
}

void set_map(Statement& s, const ArrayType& type) {
  set_space(s, type.shape, type.lane_axis, {});
  s.result = s.space;
}

Statement::Kind kind_of(const Node& node) {
  const Primitive& p = node.primitive;
  if (is_opaque(node)) return Statement::Kind::opaque;
  if (&p == &kDotGeneral) return Statement::Kind::dot;
  if (is_scatter(p)) return Statement::Kind::scatter;
  if (&p == &kDynamicUpdateSlice) return Statement::Kind::update;
  if (is_running(p)) return Statement::Kind::running;
  if (p.combine != nullptr) return Statement::Kind::reduce;
  return &p == &kConcatenate ? Statement::Kind::piece : Statement::Kind::map;
}

std::unique_ptr<Statement> make_statement(const Node* node, std::size_t piece) {
  auto s = std::make_unique<Statement>();
  s->kind = kind_of(*node);
  s->node = node;
  s->piece = piece;
  switch (s->kind) {
    case Statement::Kind::reduce: set_reduce(*s); break;
    case Statement::Kind::dot: set_dot(*s); break;
    case Statement::Kind::scatter: set_scatter(*s); break;
    case Statement::Kind::update: set_update(*s); break;
    case Statement::Kind::opaque: break;
    case Statement::Kind::piece: {
      ArrayType type = node->inputs[piece].type();
      type.lane_axis = node->types[0].lane_axis;
      set_map(*s, type);
      s->result[static_cast<std::size_t>(node->attributes_as<Concatenate>().axis)] = kOther;
      break;
    }
    case Statement::Kind::map:
    case Statement::Kind::running: set_map(*s, node->types[0]);
  }
  return s;
}

}  // namespace

Plan make_statements(const Function& f, const NodeIndex& roots) {
  Plan plan;
  plan.roots = roots;
  for (const Node* node : f.nodes()) {
    if (roots.find(node) == NodeIndex::kNone) continue;
    const bool is_cut = &node->primitive == &kConcatenate;
    for (std::size_t piece = 0; piece < (is_cut ? node->inputs.size() : 1); ++piece) {
      auto s = make_statement(node, piece);
      const bool is_empty = std::any_of(s->dims.begin(), s->dims.end(), [](const StatementDim& d) {
        return d.size == 0 && !d.is_reduced;
      });
      if (is_empty) continue;
      find_reads(*s, roots);
      plan.statements.push_back(std::move(s));
    }
  }
  return plan;
}

}  // namespace aleator::lowering
