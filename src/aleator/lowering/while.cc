// SPDX-License-Identifier: Apache-2.0
// Defines the lowering of while_loop.
#include "aleator/graph/primitives/control.h"
#include "aleator/lowering/control.h"
#include "aleator/lowering/lanes.h"

namespace aleator::lowering {

namespace {

/// Counts the rounds of a loop that has a bound.
class Rounds {
 public:
  Rounds(Unit& unit, std::int64_t most) : unit_(unit), most_(most) {
    if (most_ < 0) return;
    slot_ = unit_.emitter().allocate(Dtype::int64, 0, 1);
    unit_.emitter().store(index(0), slot_);
  }
  /// Whether `goes_on` holds and another round is allowed.
  ir::Value allowed(const ir::Value& goes_on) const {
    if (most_ < 0) return goes_on;
    return binary(ir::Binary::bit_and, goes_on, compare(ir::Compare::less, done(), index(most_)));
  }
  void count() const {
    if (most_ >= 0) unit_.emitter().store(done() + index(1), slot_);
  }

 private:
  ir::Value done() const { return unit_.emitter().load_now(slot_, {Dtype::int64, 0, 0, 0}); }
  Unit& unit_;
  std::int64_t most_;
  ir::Pointer slot_;
};

/// The next values. Entries that have ended stay as they are; most of the time none has, so arrays
/// are not looked at.
void end_round(Unit& unit, std::vector<Carry>& carries, const std::vector<Binding>& outputs,
               const Binding* mask, const ArrayType& type, const MaskAt& mask_at) {
  Sweeps sweeps(unit);
  for (std::size_t i = 0; i < carries.size(); ++i)
    carries[i].set(outputs[i], mask && carries[i].is_number() ? &mask_at : nullptr, sweeps);
  if (mask) {
    unit.guarded(any_element(unit, opposite(unit, *mask, type), type), [&] {
      for (std::size_t i = 0; i < carries.size(); ++i) {
        if (!carries[i].is_number()) carries[i].set(outputs[i], &mask_at, sweeps);
      }
      sweeps.emit();
    });
  }
  for (Carry& carry : carries) carry.advance(sweeps);
  sweeps.emit();
}

}  // namespace

void lower_while(Region& region, const Node& node) {
  const auto& a = node.attributes_as<While>();
  Unit& unit = region.unit();
  const auto n = static_cast<std::size_t>(a.num_carry);
  const ArrayType mask_type = a.condition.outputs()[0].type();
  const bool is_single = mask_type.shape.rank() == 0;
  // Lanes that have ended keep what they have: a lane's mask can hold back its updates.
  const bool is_lanewise = !is_single && is_scalar(mask_type);
  std::vector<Carry> carries = make_carries(region, node, a.body, n, is_single || is_lanewise);
  std::vector<Binding> operands(n);
  for (std::size_t i = n; i < node.inputs.size(); ++i)
    operands.push_back(operand_binding(region, node.inputs[i]));
  Binding mask;
  const Rounds rounds(unit, a.max_steps);
  const auto goes_on = [&] {
    for (std::size_t i = 0; i < n; ++i) operands[i] = carries[i].present();
    mask = inline_call(region, a.condition, operands, {})[0];
    return rounds.allowed(any_element(unit, mask, mask_type));
  };
  const auto rank = static_cast<std::size_t>(mask_type.shape.rank());
  const MaskAt mask_at = [&](const Indices& at) {
    return element_of(unit, mask,
                      Indices(at.begin(), at.begin() + static_cast<std::ptrdiff_t>(rank)));
  };
  unit.loop_while(goes_on, [&] {
    std::vector<std::optional<Storage>> destinations;
    for (const Carry& carry : carries) destinations.push_back(carry.next());
    const auto running = is_lanewise ? std::optional(mask_at(unit.single_index(mask_type)))
                                     : std::optional<ir::Value>();
    const auto outputs = inline_call(region, a.body, operands, destinations, running);
    end_round(unit, carries, outputs, is_single ? nullptr : &mask, mask_type, mask_at);
    rounds.count();
  });
  for (std::size_t i = 0; i < n; ++i) region.bind(output_of(node, i), carries[i].finish());
}

}  // namespace aleator::lowering
