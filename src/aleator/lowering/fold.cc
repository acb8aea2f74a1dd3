// SPDX-License-Identifier: Apache-2.0
// Defines statements that add to what is there: sums, products, running sums, scatters.
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/reduce.h"
#include "aleator/graph/primitives/windows.h"
#include "aleator/lowering/control.h"
#include "aleator/lowering/nest.h"
#include "aleator/lowering/space.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace aleator::lowering {
namespace {

bool is_fold(const Statement& s) {
  return s.kind == Statement::Kind::reduce || s.kind == Statement::Kind::dot;
}

const Primitive& combine_of(const Statement& s) {
  return s.kind == Statement::Kind::dot ? kAdd : *s.node->primitive.combine;
}

/// Long sums and products of float32 are kept in float64.
Dtype sum_dtype(const Statement& s) {
  const Dtype dtype = s.node->types[0].dtype;
  const bool rounds = &combine_of(s) == &kAdd || &combine_of(s) == &kMultiply;
  return s.kind == Statement::Kind::reduce && dtype == Dtype::float32 && rounds &&
                 num_terms(s) > kShortSum
             ? Dtype::float64
             : dtype;
}

/// The element that a fold starts from: adding it changes nothing.
ir::Value identity_of(const Primitive& combine, Dtype dtype) {
  return visit_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    using Limits = std::numeric_limits<T>;
    const bool is_real = std::is_floating_point_v<T>;
    const double infinity = std::numeric_limits<double>::infinity();
    if (&combine == &kMultiply) return ir::constant_value(dtype, 1);
    if (&combine == &kMaximum)
      return is_real ? ir::constant_value(dtype, -infinity)
                     : ir::integer_value(static_cast<std::int64_t>(Limits::lowest()), dtype);
    if (&combine == &kMinimum)
      return is_real ? ir::constant_value(dtype, infinity)
                     : ir::integer_value(static_cast<std::int64_t>(Limits::max()), dtype);
    if (&combine == &kAnd) return ir::integer_value(std::is_same_v<T, bool> ? 1 : -1, dtype);
    return ir::constant_value(dtype, 0);
  });
}

ir::Value combined(const Primitive& combine, const ir::Value& x, const ir::Value& y,
                   bool in_any_order) {
  if (&combine == &kAdd)
    return binary(in_any_order ? ir::Binary::add_in_any_order : ir::Binary::add, x, y);
  const std::vector<ir::Value> inputs{x, y};
  std::vector<ir::Value> outputs(1);
  const ArrayTypes types{{.dtype = x.dtype}};
  combine.scalar.emit({{combine, nullptr}, inputs, outputs, types});
  return outputs[0];
}

}  // namespace

bool Nest::is_sum(const Statement& s) { return &combine_of(s) == &kAdd; }
ir::Value Nest::identity(const Statement& s, Dtype dtype) {
  return identity_of(combine_of(s), dtype);
}
ir::Value Nest::folded(const Statement& s, const ir::Value& x, const ir::Value& y) {
  return combined(combine_of(s), x, y, false);
}

/// Whether rounds add to an element that earlier ones have changed.
bool Nest::is_folding(const Statement& s) const {
  return is_fold(s) || changes_operand(s) || s.kind == Statement::Kind::running;
}

/// The outermost loop whose rounds change the same elements.
const Loop* Nest::outermost_fold(const Statement& s) const {
  if (s.kind == Statement::Kind::running) {
    const int axis = s.space[static_cast<std::size_t>(s.node->attributes_as<AlongAxis>().axis)];
    return axis < 0 ? nullptr : s.dims[static_cast<std::size_t>(axis)].loop;
  }
  const Loop* found = nullptr;
  for (const StatementDim& dim : s.dims) {
    const bool counts = dim.is_reduced || changes_operand(s);
    if (counts && (!found || depth_of(dim.loop) < depth_of(found))) found = dim.loop;
  }
  return found;
}

/// Whether the element that a round changes is known outside of the fold's loops.
bool Nest::is_bound(const Statement& s) const {
  return !changes_operand(s) &&
         std::all_of(s.dims.begin(), s.dims.end(), [&](const StatementDim& dim) {
           return dim.is_reduced || frame_.contains(dim.loop);
         });
}

void Nest::start(const Statement& s) {
  const bool is_running = s.kind == Statement::Kind::running;
  if (!is_running && !is_bound(s)) return fill(s);
  const Dtype dtype = sum_dtype(s);
  const int width = std::max(unit_.vector_width(), unit_.width_of(s.node->types[0].lane_axis));
  for (std::size_t k = 0; k < num_instances_; ++k) {
    const ir::Pointer slot = unit_.emitter().allocate(dtype, width, 1);
    unit_.emitter().store(splat(ir::widened(identity_of(combine_of(s), dtype), width), width),
                          slot);
    accumulators_[{&s, k}] = {slot, dtype, width};
  }
}

void Nest::finish(const Statement& s) {
  for (std::size_t k = 0; k < num_instances_; ++k) {
    const auto found = accumulators_.find({&s, k});
    if (found == accumulators_.end()) continue;
    const Accumulator a = found->second;
    accumulators_.erase(found);
    if (s.kind == Statement::Kind::running) continue;
    const ir::Value sum = unit_.emitter().load_now(a.slot, {a.dtype, a.width, 0, 0});
    set_result(s, k, convert(sum, s.node->types[0].dtype));
  }
  started_.erase(&s);
}

/// Before the rounds: every element that they may change.
void Nest::fill(const Statement& s) {
  const Storage to = memory(s);
  const bool keeps = changes_operand(s);
  const Array operand = keeps ? s.node->inputs[0] : Array();
  if (keeps && region_.is_at(operand, to)) return;
  const Shape& shape = s.node->types[0].shape;
  Indices at(static_cast<std::size_t>(shape.rank()), index(0));
  const auto store = [&] {
    unit_.store(keeps ? region_.element(operand, at) : identity_of(combine_of(s), to.dtype), to,
                at);
  };
  const std::function<void(std::int64_t)> along = [&](std::int64_t axis) {
    if (axis == shape.rank()) return store();
    auto& i = at[static_cast<std::size_t>(axis)];
    const int d = s.result[static_cast<std::size_t>(axis)];
    const Loop* loop = d >= 0 ? s.dims[static_cast<std::size_t>(d)].loop : nullptr;
    if (axis == s.node->types[0].lane_axis) i = unit_.lane_index();
    else if (!keeps && loop && frame_.contains(loop)) i = frame_.at(loop)[0];
    else if (shape[axis] > 1)
      return unit_.loop(
          index(shape[axis]),
          [&](const ir::Value& k) {
            at[static_cast<std::size_t>(axis)] = k;
            along(axis + 1);
          },
          axis + 1 == shape.rank());
    else if (shape[axis] == 0) return;
    along(axis + 1);
  };
  along(0);
}

void Nest::emit_running(const Statement& s, std::size_t k) {
  const Indices at = indices(s, s.space, k);
  ir::Value value = region_.element(s.node->inputs[0], at);
  if (const Accumulator* found = accumulator(s, k)) {
    const Accumulator& a = *found;
    value = combined(combine_of(s), unit_.emitter().load_now(a.slot, {a.dtype, a.width, 0, 0}),
                     convert(value, a.dtype), false);
    unit_.emitter().store(splat(value, a.width), a.slot);
    value = convert(value, s.node->types[0].dtype);
  }
  set_result(s, k, value);
}

ir::Value Nest::operand_of(const Statement& s, std::size_t k) {
  if (s.kind == Statement::Kind::reduce)
    return region_.element(s.node->inputs[0], indices(s, s.space, k));
  const DotAxes axes(*s.node);
  const Indices at = indices(s, s.space, k);
  return binary(ir::Binary::multiply, region_.element(s.node->inputs[0], chosen(axes.left, at)),
                region_.element(s.node->inputs[1], chosen(axes.right, at)));
}

/// Rows that go together add to one sum if it was started outside of them.
const Nest::Accumulator* Nest::accumulator(const Statement& s, std::size_t k) const {
  auto found = accumulators_.find({&s, k});
  if (found == accumulators_.end()) found = accumulators_.find({&s, std::size_t{0}});
  return found == accumulators_.end() ? nullptr : &found->second;
}

void Nest::emit_fold(const Statement& s) {
  if (!started_.contains(&s)) {
    for (std::size_t k = 0; k < num_instances_; ++k) set_result(s, k, operand_of(s, k));
    return;
  }
  const bool any_order = unit_.is_reassociated();
  ir::Value sum;
  Indices previous;
  for (std::size_t k = 0; k < num_instances_; ++k) {
    ir::Value x = operand_of(s, k);
    if (const Accumulator* found = accumulator(s, k)) {
      if (found->is_joined && unit_.is_fresh())
        x = select(*unit_.is_fresh(), x, identity(s, x.dtype));
      const ir::Pointer slot = found->partial ? found->partial->slot : found->slot;
      const Dtype dtype = found->partial ? found->partial->dtype : found->dtype;
      const ir::Value old = unit_.emitter().load_now(slot, {dtype, found->width, 0, 0});
      unit_.emitter().store(
          splat(combined(combine_of(s), old, convert(x, dtype), any_order), found->width), slot);
      continue;
    }
    // Rows that go together change the same element: it is read and written once.
    const Indices at = result_indices(s, k);
    if (k > 0 && at != previous) unit_.store(sum, memory(s), previous);
    const bool is_same = k > 0 && at == previous;
    sum = combined(combine_of(s), is_same ? sum : unit_.load_now(memory(s), at), x, any_order);
    previous = at;
  }
  if (!previous.empty()) unit_.store(sum, memory(s), previous);
}

void Nest::emit_scatter(const Statement& s, std::size_t k) {
  const auto& n = s.node->attributes_as<Scatter>().numbers;
  const Shape& operand = s.node->types[0].shape;
  const Indices space = indices(s, s.space, k);
  const auto [at, is_inside] =
      scatter_target(region_, n, s.node->inputs[1], operand, s.node->inputs[2].shape(), space);
  const ir::Value update = region_.element(s.node->inputs[2], space);
  if (add_to_run(s, at, is_inside, update)) return;
  const ir::Value old = unit_.load_now(memory(s), at);
  const ir::Value next =
      s.node->primitive.combine ? combined(*s.node->primitive.combine, old, update, false) : update;
  unit_.store(region_.masked(select(is_inside, next, old), memory(s), at), memory(s), at);
}

void Nest::emit_update(const Statement& s, std::size_t k) {
  const Indices space = indices(s, s.space, k);
  const ir::Value value = region_.element(s.node->inputs[1], space);
  const Indices at = update_target(region_, *s.node, space);
  unit_.store(region_.masked(value, memory(s), at), memory(s), at);
}

}  // namespace aleator::lowering
