// SPDX-License-Identifier: Apache-2.0
// Defines the lowering of scan.
#include "aleator/base/text.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/lowering/control.h"
#include "aleator/lowering/extent.h"
#include "aleator/lowering/lanes.h"

#include <optional>

namespace aleator::lowering {
namespace {

/// The output that stores what `output`, a carry before each step, stores one step later: the carry
/// after it. 0 if there is none. Reverse mode keeps carries so.
std::size_t later_output(const Scan& a, std::size_t output) {
  const auto is_same = [](const Array& x, const Array& y) {
    return x.node() == y.node() && x.output() == y.output();
  };
  const auto n = static_cast<std::size_t>(a.num_carry);
  const Arrays& outputs = a.body.outputs();
  for (std::size_t c = 0; c < n; ++c) {
    if (!is_same(outputs[output], a.body.parameters()[c])) continue;
    for (std::size_t k = n; k < outputs.size(); ++k) {
      if (k != output && is_same(outputs[k], outputs[c])) return k;
    }
  }
  return 0;
}

/// Memory of the stacked outputs. Where one is another a step later, both are views of one array
/// with an entry more, and only the later one is written.
class Stacks {
 public:
  Stacks(Region& region, const Node& node, const Scan& a) : region_(region), node_(node), a_(a) {
    const auto n = static_cast<std::size_t>(a.num_carry);
    views_.resize(node.types.size());
    is_written_.resize(node.types.size(), true);
    for (std::size_t i = n; i < node.types.size(); ++i) {
      const std::size_t later = later_output(a, i);
      const bool is_free = later > 0 && !region.has_destination(&node, i) &&
                           !region.has_destination(&node, later) && !views_[i] && !views_[later];
      if (is_free) share(i, later);
      else if (later > 0 && !region.has_destination(&node, i) && !views_[i]) join(i, later);
    }
    for (std::size_t i = n; i < node.types.size(); ++i) {
      if (!views_[i]) views_[i] = region.destination(&node, i);
    }
  }
  const Storage& operator[](std::size_t i) const { return *views_[i]; }
  bool is_written(std::size_t i) const { return is_written_[i]; }

 private:
  /// Where the later one's memory follows the start, that with the start is the earlier one's.
  void join(std::size_t before, std::size_t after) {
    const Array& start = node_.inputs[carry_of(before)];
    if (!region_.has_destination(&node_, after) || !region_.is_after(&node_, after, start)) return;
    Unit& unit = region_.unit();
    views_[after] = region_.destination(&node_, after);
    const std::int64_t step = a_.is_reverse ? 1 : -1;
    views_[before] = unit.advanced(*views_[after], step * views_[after]->strides[0]);
    is_written_[before] = false;
    store_start(start, unit.entry(*views_[before], 0, index(a_.is_reverse ? a_.length - 1 : 0)));
  }
  void share(std::size_t before, std::size_t after) {
    Unit& unit = region_.unit();
    ArrayType type = node_.types[before];
    ++type.shape[0];
    const Storage all = unit.allocate_scratch(type);
    const Storage next = unit.advanced(all, all.strides[0]);
    views_[before] = a_.is_reverse ? next : all;
    views_[after] = a_.is_reverse ? all : next;
    is_written_[before] = false;
    const Array& start = node_.inputs[carry_of(before)];
    const Storage first = unit.entry(all, 0, index(a_.is_reverse ? a_.length : 0));
    store_start(start, first);
  }
  void store_start(const Array& start, const Storage& to) {
    Unit& unit = region_.unit();
    const Binding value = operand_binding(region_, start);
    unit.for_each(start.type(),
                  [&](const Indices& at) { unit.store(element_of(unit, value, at), to, at); });
  }
  std::size_t carry_of(std::size_t output) const {
    std::size_t c = 0;
    while (a_.body.parameters()[c].node() != a_.body.outputs()[output].node()) ++c;
    return c;
  }

  Region& region_;
  const Node& node_;
  const Scan& a_;
  std::vector<std::optional<Storage>> views_;
  std::vector<bool> is_written_;
};

/// A number that the compiler does not know: it would take a loop of one round apart, and round
/// differently what it then finds side by side.
ir::Value hidden(Unit& unit, std::int64_t number) {
  ir::Emitter& e = unit.emitter();
  const ir::Pointer slot = e.allocate(Dtype::int64, 0, 1);
  e.append(text("  store volatile i64 ", number, ", ptr ", slot.name, ", align 8\n"));
  return e.impure(Dtype::int64, 0, text("load volatile i64, ptr ", slot.name, ", align 8"));
}

/// The memory of a sequence; none for numbers that are computed where they are used.
std::optional<Storage> sequence(Region& region, const Array& xs, std::int64_t length) {
  const bool has_numbers = num_elements(xs.type()) == length;
  return has_numbers ? region.try_stored(xs) : region.stored(xs);
}

/// Element t of a sequence of numbers.
ir::Value number_at(Region& region, const Array& xs, const ir::Value& t) {
  Indices at = region.unit().single_index(xs.type());
  at[0] = t;
  return region.element(xs, at);
}

void end_round(Unit& unit, std::vector<Carry>& carries, const std::vector<Binding>& outputs) {
  Sweeps sweeps(unit);
  for (std::size_t i = 0; i < carries.size(); ++i) carries[i].set(outputs[i], nullptr, sweeps);
  for (Carry& carry : carries) carry.advance(sweeps);
  sweeps.emit();
}

}  // namespace

void lower_scan(Region& region, const Node& node) {
  const auto& a = node.attributes_as<Scan>();
  Unit& unit = region.unit();
  const auto n = static_cast<std::size_t>(a.num_carry),
             num_fixed = n + static_cast<std::size_t>(a.num_constants);
  std::vector<Carry> carries = make_carries(region, node, a.body, n, true);
  std::vector<Binding> fixed;
  for (std::size_t i = n; i < node.inputs.size(); ++i) {
    if (i < num_fixed) fixed.push_back(operand_binding(region, node.inputs[i]));
    else fixed.push_back({.storage = sequence(region, node.inputs[i], a.length), .value = {}});
  }
  const Stacks results(region, node, a);
  const auto round = [&](const ir::Value& step) {
    const ir::Value t = a.is_reverse ? index(a.length - 1) - step : step;
    std::vector<Binding> operands;
    for (Carry& carry : carries) operands.push_back(carry.present());
    for (std::size_t i = n; i < node.inputs.size(); ++i) {
      Binding b = fixed[i - n];
      if (i >= num_fixed && b.storage) b.storage = unit.entry(*b.storage, 0, t);
      if (!b.storage && !b.value) b.value = number_at(region, node.inputs[i], t);
      operands.push_back(b);
    }
    std::vector<std::optional<Storage>> destinations;
    for (const Carry& carry : carries) destinations.push_back(carry.next());
    for (std::size_t i = n; i < node.types.size(); ++i) {
      destinations.emplace_back();
      if (results.is_written(i)) destinations.back() = unit.renewed(unit.entry(results[i], 0, t));
    }
    end_round(unit, carries, inline_call(region, a.body, operands, destinations));
  };
  const ir::Value length =
      is_composite(a) && a.length > 0 ? hidden(unit, a.length) : index(a.length);
  if (a.length > 0) unit.loop(length, round, false, counted_rounds(a));
  for (std::size_t i = 0; i < n; ++i) region.bind(output_of(node, i), carries[i].finish());
  for (std::size_t i = n; i < node.types.size(); ++i)
    region.bind(output_of(node, i), {.storage = unit.renewed(results[i]), .value = {}});
}

}  // namespace aleator::lowering
