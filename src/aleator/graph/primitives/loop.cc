// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/primitives/loop.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"

namespace aleator {

LoopParts LoopParts::cut(const Arrays& all, std::size_t num_carry, std::size_t num_constants) {
  return {part_of(all, 0, num_carry), part_of(all, num_carry, num_constants),
          rest_of(all, num_carry + num_constants)};
}

Arrays LoopParts::joined() const { return aleator::joined({carry, constants, sequences}); }

LoopParts LoopParts::head(const LoopParts& like) const {
  return {part_of(carry, 0, like.carry.size()), part_of(constants, 0, like.constants.size()),
          part_of(sequences, 0, like.sequences.size())};
}

LoopParts LoopParts::tail(const LoopParts& like) const {
  return {rest_of(carry, like.carry.size()), rest_of(constants, like.constants.size()),
          rest_of(sequences, like.sequences.size())};
}

ArrayTypes LoopParts::body_types() const {
  ArrayTypes types = strong_types_of(aleator::joined({carry, constants}));
  for (ArrayType type : strong_types_of(sequences)) {
    type.shape = type.shape.without(0);
    type.lane_axis = type.lane_axis > 0 ? type.lane_axis - 1 : kNoLane;
    types.push_back(type);
  }
  return types;
}

Arrays with_cotangents(const VjpContext& c) {
  Arrays operands = c.inputs;
  for (std::size_t i = 0; i < c.outputs.size(); ++i)
    operands.push_back(astype(c.cotangent(i), c.outputs[i].dtype()));
  return operands;
}

Arrays at_wanted(const Arrays& gradients, const std::vector<bool>& wanted) {
  Arrays result(wanted.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i]) result[i] = gradients[next++];
  }
  return result;
}

std::vector<bool> has_tangent(const JvpContext& c) {
  std::vector<bool> flags;
  for (const Array& tangent : c.tangents) flags.push_back(tangent.has_value());
  return flags;
}

Arrays with_tangents(const JvpContext& c) {
  Arrays operands = c.inputs;
  for (const Array& tangent : c.tangents) {
    if (tangent.has_value()) operands.push_back(tangent);
  }
  return operands;
}

Arrays output_tangents(const Arrays& results, const Arrays& outputs) {
  Arrays tangents = rest_of(results, outputs.size());
  for (Array& tangent : tangents) {
    if (!is_floating(tangent.dtype())) tangent = Array();
  }
  return tangents;
}

TangentLoop::TangentLoop(const JvpContext& c, std::size_t num_carry, std::size_t num_constants)
    : own(LoopParts::cut(c.inputs, num_carry, num_constants)), joint(own) {
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    const bool is_carry = i < num_carry;
    has_tangent.push_back(is_carry ? is_floating(c.inputs[i].dtype()) : c.tangents[i].has_value());
    if (!has_tangent[i]) continue;
    Arrays& part = is_carry                        ? joint.carry
                   : i < num_carry + num_constants ? joint.constants
                                                   : joint.sequences;
    part.push_back(c.tangent(i));
  }
}

Arrays TangentLoop::body_inputs(const LoopParts& step) const {
  return joined({step.head(own).joined(), step.tail(own).joined()});
}

Arrays TangentLoop::body_outputs(const Arrays& results) const {
  const std::size_t n = own.carry.size(), num_outputs = results.size() / 2;
  Arrays ordered = part_of(results, 0, n);
  for (std::size_t i = 0; i < n; ++i) {
    if (has_tangent[i]) ordered.push_back(results[num_outputs + i]);
  }
  return joined({ordered, part_of(results, n, num_outputs - n), rest_of(results, num_outputs + n)});
}

Arrays TangentLoop::tangents(const Arrays& results, const Arrays& outputs) const {
  const std::size_t n = own.carry.size();
  Arrays tangents(outputs.size());
  std::size_t next = n;
  for (std::size_t i = 0; i < n; ++i) {
    if (has_tangent[i]) tangents[i] = results[next++];
  }
  next += outputs.size() - n;
  for (std::size_t i = n; i < outputs.size(); ++i, ++next) {
    if (is_floating(outputs[i].dtype())) tangents[i] = results[next];
  }
  return tangents;
}

}  // namespace aleator
