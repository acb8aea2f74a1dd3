// SPDX-License-Identifier: Apache-2.0
// Declares the lowering of operations that are carried out as a whole, between loops.
#pragma once

#include "aleator/graph/primitives/windows.h"
#include "aleator/lowering/region.h"
#include "aleator/lowering/sweeps.h"

#include <utility>

namespace aleator::lowering {

/// Emits an opaque operation and binds its outputs.
void lower_opaque(Region& region, const Node& node);

/// The operations that have lowerings of their own.
void lower_scan(Region& region, const Node& node);
void lower_while(Region& region, const Node& node);
void lower_cond(Region& region, const Node& node);
void lower_map(Region& region, const Node& node);
/// A function in place of the operation.
void lower_call(Region& region, const Node& node, const Function& function);
/// By the reference rule of the operation, in host memory.
void lower_on_host(Region& region, const Node& node);

/// The element that an update of a scatter goes to, clamped, and whether the whole window lies
/// inside.
std::pair<Indices, ir::Value> scatter_target(Region& region, const WindowNumbers& numbers,
                                             const Array& indices, const Shape& operand,
                                             const Shape& updates, const Indices& space);

/// The element that an element of the window of a dynamic_update_slice goes to, clamped.
Indices update_target(Region& region, const Node& node, const Indices& space);

/// Emits `function` with the operands of `region`; output i goes to destinations[i] where given.
/// Where a mask is given, lanes for which it does not hold wait. Returns the outputs.
std::vector<Binding> inline_call(Region& region, const Function& function,
                                 const std::vector<Binding>& operands,
                                 const std::vector<std::optional<Storage>>& destinations,
                                 const std::optional<ir::Value>& mask = {});
/// How an inner function sees an array: a number as a register, others in memory.
Binding operand_binding(Region& region, const Array& array);

/// The mask at an element of an array that has the mask's axes and more behind them.
using MaskAt = Callable<ir::Value(const Indices&)>;
/// Whether any element of a bool array holds, in any lane.
ir::Value any_element(Unit& unit, const Binding& binding, const ArrayType& type);
/// Where a predicate does not hold.
Binding opposite(Unit& unit, const Binding& predicate, const ArrayType& type);
/// Reads an element of an operand of any form.
ir::Value element_of(Unit& unit, const Binding& binding, const Indices& indices);

/// A value that changes from round to round of a loop.
class Carry {
 public:
  /// `memory`, where given, is that of a value that is changed in place from round to round.
  /// What brings the start there is asked of `sweeps`.
  Carry(Region& region, const Array& start, const ArrayType& type,
        const std::optional<Storage>& memory, Sweeps& sweeps);
  /// The present value, at the beginning of a round; calls must come once a round.
  Binding present();
  /// Where the next value shall go; none for a number.
  std::optional<Storage> next() const;
  /// Whether it is one number, or one for each lane.
  bool is_number() const { return form_ == Form::number; }
  /// The next value; where the mask does not hold, the present one.
  void set(const Binding& value, const MaskAt* mask, Sweeps& sweeps);
  /// Ends the round, after all carries are set.
  void advance(Sweeps& sweeps);
  /// The last value, after the loop.
  Binding finish();

 private:
  enum class Form : std::uint8_t { number, small, large, in_place };
  Unit& unit_;
  ArrayType type_;
  Form form_;
  ir::Pointer slot_;  ///< of a number, or of the addresses of present and next
  Storage buffers_[2];
  Storage present_, next_;  ///< in this round
  ir::Value number_, pending_;
};

/// The carries of a loop: its first `num` inputs. `may_change`: those that the body changes in
/// place may be changed so.
std::vector<Carry> make_carries(Region& region, const Node& node, const Function& body,
                                std::size_t num, bool may_change);

}  // namespace aleator::lowering
