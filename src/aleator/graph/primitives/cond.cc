// SPDX-License-Identifier: Apache-2.0
// Defines cond: one of two functions, chosen by a predicate or, entry by entry, by many.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"

#include <algorithm>
#include <cstring>

namespace aleator {
namespace {

ArrayTypes infer_cond(const InferContext& c) {
  const auto& a = c.attributes_as<Cond>();
  const ArrayTypes yes = a.on_true.output_types(), no = a.on_false.output_types();
  if (c.inputs[0].dtype != boolean)
    throw DtypeError(text("cond: the predicate must be bool, got ", c.inputs[0]));
  if (yes.size() != no.size())
    throw ValueError(text("cond: the branches return ", yes.size(), " and ", no.size(), " arrays"));
  ArrayTypes types;
  for (std::size_t i = 0; i < yes.size(); ++i) {
    if (yes[i].dtype != no[i].dtype || yes[i].shape != no[i].shape) {
      throw ShapeError(
          text("cond: result ", i, " is ", yes[i], " in one branch and ", no[i], " in the other"));
    }
    types.push_back({.dtype = yes[i].dtype,
                     .shape = yes[i].shape,
                     .lane_axis = std::max(yes[i].lane_axis, no[i].lane_axis)});
  }
  return types;
}

Arrays without_first(const Arrays& arrays) { return {arrays.begin() + 1, arrays.end()}; }

Arrays make_cond(const Array& predicate, Cond branches, const Arrays& operands) {
  Arrays inputs{predicate};
  inputs.insert(inputs.end(), operands.begin(), operands.end());
  return apply_all(kCond, inputs, attributes(std::move(branches)));
}

Arrays vjp_cond(const VjpContext& c) {
  const auto& a = c.attributes_as<Cond>();
  const std::vector<bool> wanted(c.wanted.begin() + 1, c.wanted.end());
  Arrays operands = without_first(c.inputs);
  for (std::size_t i = 0; i < c.outputs.size(); ++i)
    operands.push_back(astype(c.cotangent(i), c.outputs[i].dtype()));
  const Arrays gradients = make_cond(
      c.inputs[0], {vjp_function(a.on_true, wanted), vjp_function(a.on_false, wanted)}, operands);
  Arrays result(c.inputs.size());
  std::size_t next = 0;
  for (std::size_t i = 1; i < result.size(); ++i) {
    if (c.wanted[i]) result[i] = gradients[next++];
  }
  return result;
}

Arrays jvp_cond(const JvpContext& c) {
  const auto& a = c.attributes_as<Cond>();
  std::vector<bool> has_tangent;
  Arrays operands = without_first(c.inputs);
  for (std::size_t i = 1; i < c.tangents.size(); ++i) {
    has_tangent.push_back(c.tangents[i].has_value());
    if (c.tangents[i].has_value()) operands.push_back(c.tangents[i]);
  }
  const Arrays results = make_cond(
      c.inputs[0], {jvp_function(a.on_true, has_tangent), jvp_function(a.on_false, has_tangent)},
      operands);
  Arrays tangents(results.begin() + static_cast<std::ptrdiff_t>(c.outputs.size()), results.end());
  for (Array& tangent : tangents) {
    if (!is_floating(tangent.dtype())) tangent = Array();
  }
  return tangents;
}

Arrays batch_cond(const BatchContext& c) {
  const auto& a = c.attributes_as<Cond>();
  const bool is_decision_per_entry = c.is_batched[0] || c.inputs[0].rank() > 0;
  const Array predicate = is_decision_per_entry ? c.batched(0) : c.inputs[0];
  Arrays operands;
  std::vector<bool> flags;
  for (std::size_t i = 1; i < c.inputs.size(); ++i) {
    operands.push_back(is_decision_per_entry ? c.batched(i) : c.inputs[i]);
    flags.push_back(is_decision_per_entry || c.is_batched[i]);
  }
  return make_cond(predicate,
                   {batch_function(a.on_true, flags, c.size, c.is_lanes),
                    batch_function(a.on_false, flags, c.size, c.is_lanes)},
                   operands);
}

/// Copies the rows of `from` whose decision is `choice` into `to`.
void blend(const Buffer& decisions, bool choice, const Buffer& from, Buffer& to) {
  const std::int64_t rows = decisions.size();
  const std::size_t width = static_cast<std::size_t>(to.size() / rows) * size_of(to.dtype());
  for (std::int64_t i = 0; i < rows; ++i) {
    if (decisions.data<bool>()[i] != choice) continue;
    const std::size_t at = static_cast<std::size_t>(i) * width;
    std::memcpy(to.mutable_bytes() + at, from.bytes() + at, width);
  }
}

void evaluate_cond(const EvaluateContext& c) {
  const auto& a = c.attributes_as<Cond>();
  const bool* decision = c.input<bool>(0);
  const bool* end = decision + c.inputs[0].size();
  const bool is_any_true = std::find(decision, end, true) != end;
  const bool is_any_false = std::find(decision, end, false) != end;
  std::vector<Buffer> operands;
  for (std::size_t i = 1; i < c.inputs.size(); ++i) operands.push_back(c.inputs[i]);
  std::vector<Buffer> results =
      run(is_any_true || !is_any_false ? a.on_true : a.on_false, operands);
  if (is_any_true && is_any_false) {
    const std::vector<Buffer> others = run(a.on_false, operands);
    for (std::size_t i = 0; i < results.size(); ++i) {
      Buffer blended(results[i].dtype(), results[i].shape());
      blend(c.inputs[0], true, results[i].dense(), blended);
      blend(c.inputs[0], false, others[i].dense(), blended);
      results[i] = blended;
    }
  }
  std::move(results.begin(), results.end(), c.outputs.begin());
}

}  // namespace

constinit const Primitive kCond{
    .name = "cond",
    .file = "cond.cc",
    .infer = infer_cond,
    .lane = [](const LaneContext& c) { return c.output.lane_axis; },
    .vjp = vjp_cond,
    .jvp = jvp_cond,
    .batch = batch_cond,
    .evaluate = evaluate_cond,
    .stablehlo = "if",
};

}  // namespace aleator
