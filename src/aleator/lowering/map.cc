// SPDX-License-Identifier: Apache-2.0
// Defines the lowering of map.
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/lowering/control.h"
#include "aleator/lowering/lanes.h"

namespace aleator::lowering {
namespace {

/// More positions than this run along lanes, as a program of their own.
constexpr std::int64_t kFew = 8;

/// The function at one position of each lane, and where its operands and results are.
class Positions {
 public:
  Positions(Region& region, const Node& node)
      : region_(region), unit_(region.unit()), node_(node), map_(node.attributes_as<Map>()) {
    ArrayTypes inputs;
    for (const Array& input : node.inputs) inputs.push_back(input.type());
    shape_ = map_.shape(inputs);
    lane_axis_ = node.types[0].lane_axis;
    function_ = lane_axis_ == kNoLane ? map_.function
                                      : batch_function(map_.function, map_.is_mapped(inputs.size()),
                                                       shape_[lane_axis_], true);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const bool has_lanes = inputs[i].lane_axis != kNoLane;
      if (has_lanes != (is_mapped(i) && lane_axis_ != kNoLane))
        throw MixedLanes("lowering: map is given arrays with and without lanes");
    }
  }

  void emit() {
    for (std::size_t i = 0; i < node_.inputs.size(); ++i)
      operands_.push_back(is_mapped(i)
                              ? Binding{.storage = region_.stored(node_.inputs[i]), .value = {}}
                              : operand_binding(region_, node_.inputs[i]));
    for (std::size_t i = 0; i < node_.types.size(); ++i)
      results_.push_back(region_.destination(&node_, i));
    if (shape_.size() > 0) along(0, {});
    for (std::size_t i = 0; i < results_.size(); ++i)
      region_.bind(output_of(node_, i), {.storage = unit_.renewed(results_[i]), .value = {}});
  }

 private:
  bool is_mapped(std::size_t input) const {
    return static_cast<std::int64_t>(input) < map_.num_mapped;
  }

  /// A loop for each axis from this one on; the code of the function stands once.
  void along(std::int64_t axis, const Indices& at) {
    if (axis == shape_.rank()) return emit_at(at);
    const auto with = [&](const ir::Value& i) {
      Indices next = at;
      next.push_back(i);
      along(axis + 1, next);
    };
    if (axis == lane_axis_) with(unit_.lane_index());
    else if (shape_[axis] == 1) with(index(0));
    else unit_.loop(index(shape_[axis]), with);
  }

  /// What is left of an array at one position: its lanes, and the axes that the function sees.
  Storage part(Storage storage, const Indices& at) {
    for (std::int64_t axis = shape_.rank() - 1; axis >= 0; --axis) {
      if (axis != lane_axis_)
        storage = unit_.entry(storage, axis, at[static_cast<std::size_t>(axis)]);
    }
    return storage;
  }

  void emit_at(const Indices& at) {
    std::vector<Binding> here = operands_;
    for (std::size_t i = 0; i < here.size(); ++i) {
      if (!is_mapped(i)) continue;
      const Storage storage = part(*here[i].storage, at);
      const ArrayType type = function_.parameters()[i].type();
      if (is_scalar(type))
        here[i] = {.storage = {}, .value = unit_.load(storage, unit_.single_index(type))};
      else here[i] = {.storage = storage, .value = {}};
    }
    std::vector<std::optional<Storage>> destinations;
    for (const Storage& result : results_)
      destinations.emplace_back(unit_.renewed(part(result, at)));
    inline_call(region_, function_, here, destinations);
  }

  Region& region_;
  Unit& unit_;
  const Node& node_;
  const Map& map_;
  Shape shape_;
  int lane_axis_ = kNoLane;
  Function function_;
  std::vector<Binding> operands_;
  std::vector<Storage> results_;
};

}  // namespace

void lower_map(Region& region, const Node& node) {
  const bool is_laned = node.types[0].lane_axis != kNoLane && region.unit().has_lanes();
  if (!is_laned && node.types[0].shape.size() > kFew) return lower_on_host(region, node);
  Positions(region, node).emit();
}

}  // namespace aleator::lowering
