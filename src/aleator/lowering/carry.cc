// SPDX-License-Identifier: Apache-2.0
// Defines what loops carry: a number in a register, a small array copied each round, a large one in
// two places that change roles, or memory changed in place.
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/lowering/control.h"
#include "aleator/lowering/in_place.h"
#include "aleator/lowering/lanes.h"

#include <optional>

namespace aleator::lowering {
namespace {

/// Memory for a carry that is changed in place: what the loop's output shall fill, if that fits.
Storage memory_of(Region& region, const Node& node, std::size_t i, const ArrayType& type) {
  if (region.has_destination(&node, i)) {
    const Storage given = region.destination(&node, i);
    const bool fits = given.lane_axis == type.lane_axis && given.dtype == type.dtype &&
                      region.unit().storage_at(given.base, type).strides == given.strides;
    if (fits) return given;
  }
  return region.unit().allocate(type);
}

}  // namespace

Carry::Carry(Region& region, const Array& start, const ArrayType& type,
             const std::optional<Storage>& memory, Sweeps& sweeps)
    : unit_(region.unit()), type_(type) {
  form_ = is_scalar(type)        ? Form::number
          : memory               ? Form::in_place
          : unit_.is_small(type) ? Form::small
                                 : Form::large;
  ir::Emitter& e = unit_.emitter();
  if (form_ == Form::number) {
    const int width = unit_.width_of(type.lane_axis);
    slot_ = e.allocate(type.dtype, width, 1);
    const ir::Value first = region.single(start);
    e.store(first.is_constant() ? ir::widened(first, width) : splat(first, width), slot_);
    return;
  }
  buffers_[0] = form_ == Form::in_place ? *memory : unit_.allocate(type);
  if (form_ != Form::in_place || !region.is_at(start, *memory)) {
    sweeps.add(start.type(), [&region, start, to = buffers_[0]](const Indices& at) {
      region.unit().store(region.element(start, at), to, at);
    });
  }
  if (form_ == Form::in_place) return;
  buffers_[1] = unit_.allocate(type);
  if (form_ == Form::large) {
    slot_ = e.allocate(Dtype::int64, 0, 2);
    for (int k = 0; k < 2; ++k)
      e.append(text("  store ptr ", buffers_[k].base.name, ", ptr ",
                    e.address(slot_, "ptr", index(k)).name, ", align 8\n"));
  }
}

Binding Carry::present() {
  ir::Emitter& e = unit_.emitter();
  if (form_ == Form::number) {
    number_ = e.load_now(slot_, {type_.dtype, unit_.width_of(type_.lane_axis), 0, 0});
    return {.storage = {}, .value = number_};
  }
  present_ = unit_.renewed(buffers_[0]);
  next_ = form_ == Form::in_place ? present_ : unit_.renewed(buffers_[1]);
  if (form_ == Form::large) {
    for (int k = 0; k < 2; ++k) {
      const ir::Value address =
          e.impure(Dtype::int64, 0,
                   text("load ptr, ptr ", e.address(slot_, "ptr", index(k)).name, ", align 8"));
      (k == 0 ? present_ : next_).base = {text("%v", address.reg), address.depth};
    }
  }
  return {.storage = present_, .value = {}};
}

std::optional<Storage> Carry::next() const {
  if (form_ == Form::number) return {};
  return next_;
}

void Carry::set(const Binding& value, const MaskAt* mask, Sweeps& sweeps) {
  if (form_ == Form::number) {
    const ir::Value next = element_of(unit_, value, unit_.single_index(type_));
    pending_ = mask ? select((*mask)(unit_.single_index(type_)), next, number_) : next;
    return;
  }
  if (!mask || form_ == Form::in_place) return;
  sweeps.add(type_, [this, mask](const Indices& at) {
    unit_.store(select((*mask)(at), unit_.load_now(next_, at), unit_.load_now(present_, at)), next_,
                at);
  });
}

void Carry::advance(Sweeps& sweeps) {
  ir::Emitter& e = unit_.emitter();
  const int width = unit_.width_of(type_.lane_axis);
  if (form_ == Form::number) {
    e.store(pending_.is_constant() ? ir::widened(pending_, width) : splat(pending_, width), slot_);
  } else if (form_ == Form::small) {
    sweeps.add(type_,
               [this](const Indices& at) { unit_.store(unit_.load_now(next_, at), present_, at); });
  } else if (form_ == Form::large) {
    e.append(text("  store ptr ", next_.base.name, ", ptr ", e.address(slot_, "ptr", index(0)).name,
                  ", align 8\n"));
    e.append(text("  store ptr ", present_.base.name, ", ptr ",
                  e.address(slot_, "ptr", index(1)).name, ", align 8\n"));
  }
}

Binding Carry::finish() { return present(); }

std::vector<Carry> make_carries(Region& region, const Node& node, const Function& body,
                                std::size_t n, bool may_change) {
  std::vector<Carry> carries;
  Sweeps sweeps(region.unit());
  for (std::size_t i = 0; i < n; ++i) {
    const ArrayType type = body.parameters()[i].type();
    const bool is_changed =
        may_change && !is_scalar(type) && changed_parameter(body, i) == std::optional(i);
    const auto memory = is_changed ? std::optional(memory_of(region, node, i, type)) : std::nullopt;
    carries.emplace_back(region, node.inputs[i], type, memory, sweeps);
  }
  sweeps.emit();
  return carries;
}

}  // namespace aleator::lowering
