// SPDX-License-Identifier: Apache-2.0
// Defines loops over runs: rounds next to each other that add to one element, as in data sorted by
// group, keep their sum in a register. Data in any other order have runs of length one.
#include "aleator/graph/primitives.h"
#include "aleator/lowering/control.h"
#include "aleator/lowering/nest.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

// Longer ones are cut, for the sake of sums of float32.
constexpr std::int64_t kLongestRun = 64;

/// The array that an array of indices is computed from, element by element.
Array origin_of(Array indices) {
  while (indices.node()->inputs.size() > 0 &&
         (indices.node()->primitive.scalar.emit || &indices.node()->primitive == &kReshape ||
          &indices.node()->primitive == &kBroadcastInDim))
    indices = indices.node()->inputs[0];
  return indices;
}

bool adds_alone(const Statement& s, const Loop& loop) {
  return s.kind == Statement::Kind::scatter && s.node->primitive.combine == &kAdd &&
         s.dims.size() == 1 && s.dims[0].loop == &loop;
}

}  // namespace

Array Nest::run_key(const Loop& loop) {
  if (!unit_.has_lanes() || loop.is_backward || num_instances_ > 1) return {};
  for (const Item& item : loop.items) {
    if (!item.statement || !adds_alone(*item.statement, loop)) continue;
    const Array key = origin_of(item.statement->node->inputs[1]);
    const bool is_plain = &key.node()->primitive == &kParameter && is_integer(key.dtype()) &&
                          key.type().lane_axis == kNoLane && key.size() == loop.size &&
                          key.rank() == 1;
    const Binding* bound = is_plain ? region_.bindings_.find(key) : nullptr;
    if (bound && bound->storage) return key;
  }
  return {};
}

void Nest::emit_runs(const Loop& loop, const Array& key) {
  ir::Emitter& e = unit_.emitter();
  const Storage keys = *region_.bindings_.find(key)->storage;
  const ir::Pointer position = e.allocate(Dtype::int64, 0, 1);
  e.store(index(0), position);
  const auto now = [&] { return e.load_now(position, {Dtype::int64, 0, 0, 0}); };
  const auto smaller = [&](const ir::Value& a, const ir::Value& b) {
    return select(compare(ir::Compare::less, a, b), a, b);
  };
  ir::Value n;
  const auto is_left = [&] {
    n = now();
    return compare(ir::Compare::less, n, index(loop.size));
  };
  const ir::Pointer first = e.allocate(Dtype::int64, 0, 1);
  e.store(index(0), first);
  start_partial_sums(loop);
  unit_.loop_while(is_left, [&] {
    const ir::Value value = unit_.load(keys, {n});
    const ir::Value end = smaller(n + index(kLongestRun), index(loop.size));
    start_run(loop);
    const auto goes_on = [&] {
      n = now();
      const ir::Value at = smaller(n, index(loop.size - 1));
      return binary(ir::Binary::bit_and, compare(ir::Compare::less, n, end),
                    compare(ir::Compare::equal, unit_.load(keys, {at}), value));
    };
    unit_.loop_while(goes_on, [&] {
      unit_.remember(key_of(key.node(), 0, {n}), value);
      frame_[&loop] = {n};
      emit_items(loop.items);
      frame_.erase(&loop);
      e.store(n + index(1), position);
    });
    finish_run();
    if (has_partial_sums(loop)) flush_long_sums(loop, first, now());
  });
  finish_partial_sums(loop);
}

/// Partial sums go on from run to run until they are long enough to be added.
void Nest::flush_long_sums(const Loop& loop, const ir::Pointer& first, const ir::Value& end) {
  ir::Emitter& e = unit_.emitter();
  const ir::Value length = end - e.load_now(first, {Dtype::int64, 0, 0, 0});
  unit_.guarded(compare(ir::Compare::greater_equal, length, index(kShortSum)), [&] {
    flush_partial_sums(loop);
    e.store(end, first);
  });
}

void Nest::start_run(const Loop& loop) {
  for (const Item& item : loop.items) {
    if (!item.statement || !adds_alone(*item.statement, loop)) continue;
    const ArrayType& type = item.statement->node->types[0];
    const int width = unit_.width_of(type.lane_axis);
    const ir::Pointer slot = unit_.emitter().allocate(type.dtype, width, 1);
    unit_.emitter().store(ir::widened(ir::constant_value(type.dtype, 0), width), slot);
    runs_[item.statement] = {{slot, type.dtype, width}, unit_.emitter().depth(), {}, {}};
  }
}

bool Nest::add_to_run(const Statement& s, const Indices& at, const ir::Value& is_inside,
                      const ir::Value& update) {
  const auto found = runs_.find(&s);
  if (found == runs_.end()) return false;
  Run& run = found->second;
  const bool is_fixed =
      std::all_of(at.begin(), at.end(), [&](const ir::Value& i) { return i.depth <= run.depth; });
  if (!is_fixed || is_inside.depth > run.depth) return false;
  const Accumulator& a = run.sum;
  const ir::Value old = unit_.emitter().load_now(a.slot, {a.dtype, a.width, 0, 0});
  unit_.emitter().store(splat(binary(ir::Binary::add, old, update), a.width), a.slot);
  run.at = at;
  run.is_inside = is_inside;
  return true;
}

void Nest::finish_run() {
  for (const auto& [s, run] : runs_) {
    if (run.at.empty()) continue;
    const Accumulator& a = run.sum;
    const ir::Value sum = unit_.emitter().load_now(a.slot, {a.dtype, a.width, 0, 0});
    const ir::Value old = unit_.load_now(memory(*s), run.at);
    unit_.store(select(run.is_inside, binary(ir::Binary::add, old, sum), old), memory(*s), run.at);
  }
  runs_.clear();
}

}  // namespace aleator::lowering
