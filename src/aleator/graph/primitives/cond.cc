// SPDX-License-Identifier: Apache-2.0
// Defines cond: one of two functions, chosen by a predicate or, entry by entry, by many.
#include "aleator/array/lists.h"
#include "aleator/base/error.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/primitives/loop.h"

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

Arrays make_cond(const Array& predicate, Cond branches, const Arrays& operands) {
  return apply_all(kCond, joined({{predicate}, operands}), attributes(std::move(branches)));
}

/// Flags of the operands: those of all inputs but the predicate.
std::vector<bool> of_operands(const std::vector<bool>& flags) {
  return {flags.begin() + 1, flags.end()};
}

Arrays vjp_cond(const VjpContext& c) {
  const auto& a = c.attributes_as<Cond>();
  const std::vector<bool> wanted = of_operands(c.wanted);
  const Cond pulled{vjp_function(a.on_true, wanted), vjp_function(a.on_false, wanted)};
  return at_wanted(make_cond(c.inputs[0], pulled, rest_of(with_cotangents(c), 1)), c.wanted);
}

Arrays jvp_cond(const JvpContext& c) {
  const auto& a = c.attributes_as<Cond>();
  const std::vector<bool> flags = of_operands(has_tangent(c));
  const Cond pushed{jvp_function(a.on_true, flags), jvp_function(a.on_false, flags)};
  return output_tangents(make_cond(c.inputs[0], pushed, rest_of(with_tangents(c), 1)), c.outputs);
}

Arrays batch_cond(const BatchContext& c) {
  const auto& a = c.attributes_as<Cond>();
  const bool is_decision_per_entry = c.is_batched[0] || c.inputs[0].rank() > 0;
  const Array predicate = is_decision_per_entry ? c.batched(0) : c.inputs[0];
  Arrays operands;
  std::vector<bool> flags;
  for (std::size_t i = 1; i < c.inputs.size(); ++i) {
    // A cotangent belongs to the entries that take the branch, so it needs the axis; positions and
    // other numbers without derivatives may be the same for all.
    const bool is_guarded = is_decision_per_entry && is_floating(c.inputs[i].dtype());
    operands.push_back(is_guarded ? c.batched(i) : c.inputs[i]);
    flags.push_back(is_guarded || c.is_batched[i]);
  }
  Cond batched{batch_function(a.on_true, flags, c.size, c.is_lanes),
               batch_function(a.on_false, flags, c.size, c.is_lanes), a.is_rare, a.alone};
  if (a.is_rare && c.is_lanes && c.is_batched[0] && c.inputs[0].rank() == 1)
    batched.alone = a.on_true;
  return make_cond(predicate, batched, operands);
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
      interpret(is_any_true || !is_any_false ? a.on_true : a.on_false, operands);
  if (is_any_true && is_any_false) {
    const std::vector<Buffer> others = interpret(a.on_false, operands);
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
    .num_inputs = -1,
    .infer = infer_cond,
    .lane = [](const LaneContext& c) { return c.output.lane_axis; },
    .vjp = vjp_cond,
    .jvp = jvp_cond,
    .batch = batch_cond,
    .evaluate = evaluate_cond,
    .stablehlo = "if",
};

}  // namespace aleator
