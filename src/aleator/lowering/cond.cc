// SPDX-License-Identifier: Apache-2.0
// Defines the lowering of cond.
#include "aleator/graph/primitives/control.h"
#include "aleator/lowering/control.h"
#include "aleator/lowering/in_place.h"
#include "aleator/lowering/lanes.h"

#include <optional>

namespace aleator::lowering {
namespace {

/// A cond while its code is made.
class Branches {
 public:
  Branches(Region& region, const Node& node)
      : region_(region),
        unit_(region.unit()),
        node_(node),
        a_(node.attributes_as<Cond>()),
        type_(node.inputs[0].type()),
        is_single_(type_.shape.rank() == 0),
        yes_(operand_binding(region, node.inputs[0])) {
    for (std::size_t i = 1; i < node.inputs.size(); ++i) operands_.push_back({});
    Sweeps sweeps(unit_);
    for (std::size_t i = 0; i < node.types.size(); ++i) results_.push_back(result_of(i, sweeps));
    sweeps.emit();
    for (const Result& result : results_) {
      if (result.is_changed)
        operands_[result.operand] = {.storage = unit_.renewed(result.yes), .value = {}};
    }
    for (std::size_t i = 1; i < node.inputs.size(); ++i) {
      Binding& operand = operands_[i - 1];
      if (!operand.storage) operand = operand_binding(region, node.inputs[i]);
    }
  }

  void emit() {
    const Binding no = opposite(unit_, yes_, type_);
    if (a_.alone && unit_.has_lanes() && yes_.value) run_alone();
    else run(a_.on_true, yes_, true);
    run(a_.on_false, no, false);
    Sweeps sweeps(unit_);
    for (std::size_t i = 0; i < results_.size(); ++i) {
      if (!results_[i].is_changed && !is_single_) blend(i, sweeps);
    }
    sweeps.emit();
    for (std::size_t i = 0; i < results_.size(); ++i) {
      region_.bind(output_of(node_, i), {.storage = unit_.renewed(results_[i].yes), .value = {}});
    }
  }

 private:
  /// Where the branches put an output: one memory, or one each.
  struct Result {
    Storage yes, no;
    bool is_changed = false;  ///< both are an operand's memory
    std::size_t operand = 0;
  };

  Result result_of(std::size_t i, Sweeps& sweeps) {
    const auto changed = changed_input(node_, i);
    const bool is_number = is_scalar(node_.types[i]);
    const Storage yes = is_number ? unit_.allocate(node_.types[i]) : region_.destination(&node_, i);
    const bool is_possible = changed && (is_single_ || yes_.value) &&
                             yes.lane_axis == node_.inputs[*changed].type().lane_axis &&
                             !operands_[*changed - 1].storage;
    if (!is_possible) return {yes, is_single_ ? yes : unit_.allocate(node_.types[i])};
    const Array operand = node_.inputs[*changed];
    if (!region_.is_at(operand, yes)) {
      sweeps.add(operand.type(), [this, operand, yes](const Indices& at) {
        unit_.store(region_.element(operand, at), yes, at);
      });
    }
    operands_[*changed - 1] = {.storage = yes, .value = {}};
    return {yes, yes, true, *changed - 1};
  }

  /// The code of a branch, for the lanes that take it.
  void run(const Function& branch, const Binding& predicate, bool is_true) {
    const std::optional<ir::Value> mask = is_single_ ? std::nullopt : predicate.value;
    unit_.guarded(any_element(unit_, predicate, type_), [&] {
      std::vector<std::optional<Storage>> destinations;
      std::vector<std::size_t> replaced;
      for (std::size_t i = 0; i < results_.size(); ++i) {
        const Result& result = results_[i];
        const bool is_replaced =
            result.is_changed && changed_parameter(branch, i) != std::optional(result.operand);
        if (is_replaced) replaced.push_back(i);
        destinations.push_back(is_replaced ? unit_.allocate(node_.types[i])
                               : is_true   ? result.yes
                                           : result.no);
      }
      const std::vector<Binding> outputs =
          inline_call(region_, branch, operands_, destinations, mask);
      Sweeps sweeps(unit_);
      for (const std::size_t i : replaced) replace(i, outputs[i], mask, sweeps);
      sweeps.emit();
    });
  }

  /// The code of the rare branch, for one lane after the other.
  void run_alone() {
    ir::Value taken = splat(*yes_.value, unit_.num_lanes());
    if (region_.mask()) taken = binary(ir::Binary::bit_and, taken, *region_.mask());
    unit_.guarded(any_element(unit_, {.storage = {}, .value = taken}, type_), [&] {
      unit_.loop(index(unit_.num_lanes()), [&](const ir::Value& lane) {
        unit_.guarded(unit_.number_of_lane(taken, lane), [&] { call_alone(lane); });
      });
    });
  }

  void call_alone(const ir::Value& lane) {
    const Function& f = a_.alone;
    const auto own = [&](const ArrayType& type) {
      ArrayType result = type;
      if (type.lane_axis == kNoLane) return result;
      result.shape = type.shape.without(type.lane_axis);
      result.lane_axis = kNoLane;
      return result;
    };
    const auto copy = [&](const Storage& from, const Storage& to, const ArrayType& type) {
      unit_.for_each(type,
                     [&](const Indices& at) { unit_.store(unit_.load_now(from, at), to, at); });
    };
    std::vector<Storage> inputs, outputs;
    for (std::size_t i = 0; i < operands_.size(); ++i) {
      const ArrayType type = node_.inputs[i + 1].type(), one = own(type);
      inputs.push_back(unit_.allocate_scratch(one));
      const Binding& operand = operands_[i];
      if (operand.value) {
        const ir::Value number =
            operand.value->width > 0 ? unit_.number_of_lane(*operand.value, lane) : *operand.value;
        unit_.store(number, inputs.back(), unit_.single_index(one));
      } else {
        copy(unit_.lane_of(*operand.storage, lane), inputs.back(), one);
      }
    }
    for (const ArrayType& type : f.output_types()) outputs.push_back(unit_.allocate_scratch(type));
    unit_.call({.function = f, .num_lanes = 0, .node = {}}, inputs, outputs);
    for (std::size_t i = 0; i < outputs.size(); ++i)
      copy(outputs[i], unit_.lane_of(results_[i].yes, lane), own(node_.types[i]));
  }

  /// Puts an output in the place of the operand whose memory it takes over.
  void replace(std::size_t i, const Binding& output, const std::optional<ir::Value>& mask,
               Sweeps& sweeps) {
    sweeps.add(node_.types[i], [this, i, output, mask](const Indices& at) {
      const Storage& to = results_[i].yes;
      ir::Value next = region_.masked(element_of(unit_, output, at), to, at);
      if (mask) next = select(*mask, next, unit_.load_now(to, at));
      unit_.store(next, to, at);
    });
  }

  void blend(std::size_t i, Sweeps& sweeps) {
    const auto rank = static_cast<std::ptrdiff_t>(type_.shape.rank());
    sweeps.add(node_.types[i], [this, i, rank](const Indices& at) {
      const Result& result = results_[i];
      const ir::Value holds = element_of(unit_, yes_, Indices(at.begin(), at.begin() + rank));
      unit_.store(select(holds, unit_.load_now(result.yes, at), unit_.load_now(result.no, at)),
                  result.yes, at);
    });
  }

  Region& region_;
  Unit& unit_;
  const Node& node_;
  const Cond& a_;
  const ArrayType type_;
  const bool is_single_;
  const Binding yes_;
  std::vector<Binding> operands_;
  std::vector<Result> results_;
};

}  // namespace

void lower_cond(Region& region, const Node& node) { Branches(region, node).emit(); }

}  // namespace aleator::lowering
