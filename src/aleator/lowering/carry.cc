// SPDX-License-Identifier: Apache-2.0
// Defines what loops carry: a number in a register, a small array copied each round, a large one in
// two places that change roles, or memory changed in place.
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/lowering/control.h"
#include "aleator/lowering/lanes.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

/// Whether output i of a loop's body is carry i with some elements replaced, and nothing else reads
/// that carry.
bool is_update_in_place(const Function& body, std::size_t i) {
  const Node* node = body.outputs()[i].node();
  const bool is_update = &node->primitive == &kDynamicUpdateSlice || is_scatter(node->primitive);
  if (!is_update || node->inputs[0].node() != body.parameters()[i].node()) return false;
  std::size_t uses = 0;
  for (const Node* other : body.nodes()) {
    uses += static_cast<std::size_t>(
        std::count_if(other->inputs.begin(), other->inputs.end(),
                      [&](const Array& x) { return x.node() == body.parameters()[i].node(); }));
  }
  for (const Array& output : body.outputs())
    uses += output.node() == body.parameters()[i].node() ? 1 : 0;
  const auto outputs = std::count_if(body.outputs().begin(), body.outputs().end(),
                                     [&](const Array& x) { return x.node() == node; });
  return uses == 1 && outputs == 1;
}

}  // namespace

Carry::Carry(Region& region, const Array& start, const ArrayType& type, bool is_in_place)
    : unit_(region.unit()), type_(type) {
  form_ = is_scalar(type)        ? Form::number
          : is_in_place          ? Form::in_place
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
  buffers_[0] = unit_.allocate(type);
  region.copy(start, buffers_[0]);
  if (form_ != Form::in_place) buffers_[1] = unit_.allocate(type);
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

void Carry::set(const Binding& value, const MaskAt* mask) {
  if (form_ == Form::number) {
    const ir::Value next = element_of(unit_, value, unit_.single_index(type_));
    pending_ = mask ? select((*mask)(unit_.single_index(type_)), next, number_) : next;
    return;
  }
  if (!mask) return;
  unit_.for_each(type_, [&](const Indices& at) {
    unit_.store(select((*mask)(at), unit_.load_now(next_, at), unit_.load_now(present_, at)), next_,
                at);
  });
}

void Carry::advance() {
  ir::Emitter& e = unit_.emitter();
  const int width = unit_.width_of(type_.lane_axis);
  if (form_ == Form::number) {
    e.store(pending_.is_constant() ? ir::widened(pending_, width) : splat(pending_, width), slot_);
  } else if (form_ == Form::small) {
    unit_.for_each(
        type_, [&](const Indices& at) { unit_.store(unit_.load_now(next_, at), present_, at); });
  } else if (form_ == Form::large) {
    e.append(text("  store ptr ", next_.base.name, ", ptr ", e.address(slot_, "ptr", index(0)).name,
                  ", align 8\n"));
    e.append(text("  store ptr ", present_.base.name, ", ptr ",
                  e.address(slot_, "ptr", index(1)).name, ", align 8\n"));
  }
}

Binding Carry::finish() { return present(); }

std::vector<Carry> make_carries(Region& region, const Node& node, const Function& body,
                                std::size_t n, bool may_stop) {
  std::vector<Carry> carries;
  for (std::size_t i = 0; i < n; ++i)
    carries.emplace_back(region, node.inputs[i], body.parameters()[i].type(),
                         !may_stop && is_update_in_place(body, i));
  return carries;
}

}  // namespace aleator::lowering
