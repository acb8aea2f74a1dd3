// SPDX-License-Identifier: Apache-2.0
// Defines while_loop: a body repeated while a condition holds, for one state or for many side by
// side.
#include "aleator/array/lists.h"
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/primitives/loop.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/graph/trace.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace aleator {
namespace {

std::size_t num_carry(const While& a) { return static_cast<std::size_t>(a.num_carry); }

ArrayTypes infer_while(const InferContext& c) {
  const auto& a = c.attributes_as<While>();
  const ArrayTypes test = a.condition.output_types();
  ArrayTypes next = a.body.output_types();
  if (test.size() != 1 || test[0].dtype != boolean)
    throw DtypeError("while_loop: the condition must return one bool");
  for (std::size_t i = 0; i < num_carry(a); ++i) {
    if (next[i].dtype != c.inputs[i].dtype || next[i].shape != c.inputs[i].shape) {
      throw ShapeError(text("while_loop: carry ", i, " enters as ", c.inputs[i],
                            " and leaves the body as ", next[i]));
    }
    next[i].is_weak = false;
    if (next[i].lane_axis != c.inputs[i].lane_axis) next[i].lane_axis = kNoLane;
  }
  return next;
}

Arrays loop(const While& a, const Arrays& inputs) {
  return apply_all(kWhile, inputs, attributes(a));
}

/// Carry and tangents of its floating entries travel together; the condition looks at the carry
/// only.
Arrays jvp_while(const JvpContext& c) {
  const auto& a = c.attributes_as<While>();
  const TangentLoop loop_of(c, num_carry(a), c.inputs.size() - num_carry(a));
  const LoopParts& joint = loop_of.joint;
  const auto parts = [&](const Arrays& all) {
    return LoopParts::cut(all, joint.carry.size(), joint.constants.size());
  };
  const Function body = jvp_function(a.body, loop_of.has_tangent);
  const While both{.condition = trace_closed(
                       "while_loop", joint.body_types(),
                       [&](const Arrays& all) {
                         return inline_function(a.condition, parts(all).head(loop_of.own).joined());
                       }),
                   .body = trace_closed("while_loop", joint.body_types(),
                                        [&](const Arrays& all) {
                                          return loop_of.body_outputs(inline_function(
                                              body, loop_of.body_inputs(parts(all))));
                                        }),
                   .num_carry = static_cast<std::int64_t>(joint.carry.size()),
                   .max_steps = a.max_steps};
  return loop_of.tangents(loop(both, joint.joined()), c.outputs);
}

/// The loop as a scan of max_steps guarded steps, which has a reverse mode. A decision per entry
/// guards each entry by itself: cond takes all operands with the leading axes.
Function as_scan(const While& a, const ArrayTypes& types) {
  const std::size_t n = num_carry(a);
  const Function stay =
      trace_closed("while_loop", types, [&](const Arrays& p) { return part_of(p, 0, n); });
  return trace_closed("while_loop", types, [&](const Arrays& p) {
    const auto step = [&](const Arrays& carry, const Arrays&) {
      const Arrays inputs = joined({carry, rest_of(p, n)});
      const Array goes_on = inline_function(a.condition, inputs)[0];
      const Arrays next =
          apply_all(kCond, joined({{goes_on}, inputs}), attributes(Cond{a.body, stay}));
      return std::pair(next, Arrays{});
    };
    return scan_arrays(step, part_of(p, 0, n), {}, {.length = a.max_steps}).first;
  });
}

Arrays vjp_while(const VjpContext& c) {
  const auto& a = c.attributes_as<While>();
  if (a.max_steps < 0) {
    throw NotImplemented(
        "grad: while_loop has no reverse mode without a bound; give it {.max_steps = n}, use "
        "fori_loop or scan, or wrap it in custom_gradient");
  }
  const Function scan = as_scan(a, strong_types_of(c.inputs));
  return at_wanted(inline_function(vjp_function(scan, c.wanted), with_cotangents(c)), c.wanted);
}

// --- batching ---

/// Which outputs can differ between entries of a batch in which these parameters do.
std::vector<bool> differing_outputs(const Function& f, const std::vector<bool>& parameters) {
  Environment<char> differs;
  const auto of = [&](const Array& x) {
    const char* found = differs.find(x);
    return found && *found;
  };
  for (std::size_t i = 0; i < parameters.size(); ++i)
    differs.set_output(f.parameters()[i], parameters[i]);
  for (const Node* node : f.nodes()) {
    const bool is_any = std::any_of(node->inputs.begin(), node->inputs.end(), of);
    differs.set(node, std::vector<char>(node->types.size(), is_any));
  }
  std::vector<bool> outputs;
  for (const Array& output : f.outputs()) outputs.push_back(of(output));
  return outputs;
}

/// Which inputs differ between entries at some step, those that differ at the start included, or
/// nothing where entries may take different numbers of steps. Nor where the loop is already that of
/// a batch: its mask has that batch's axes in front of the carry, and needs the new one before
/// them.
std::optional<std::vector<bool>> differing_inputs(const While& a, std::vector<bool> inputs) {
  if (a.condition.outputs()[0].rank() > 0) return std::nullopt;
  for (bool has_grown = true; has_grown;) {
    if (differing_outputs(a.condition, inputs)[0]) return std::nullopt;
    const std::vector<bool> next = differing_outputs(a.body, inputs);
    has_grown = false;
    for (std::size_t i = 0; i < num_carry(a); ++i) {
      has_grown = has_grown || (next[i] && !inputs[i]);
      inputs[i] = inputs[i] || next[i];
    }
  }
  return inputs;
}

/// One loop for all entries, whose steps are as many: what is the same for all stays one value, so
/// that a counter finds the same row for entries side by side.
Arrays batch_in_step(const BatchContext& c, const While& a, const std::vector<bool>& differs) {
  const std::size_t n = num_carry(a);
  Arrays inputs, own_outputs;
  for (std::size_t i = 0; i < c.inputs.size(); ++i)
    inputs.push_back(differs[i] ? c.batched(i) : c.inputs[i]);
  const ArrayTypes types = strong_types_of(inputs);
  for (std::size_t i = 0; i < n; ++i) {
    if (!differs[i]) own_outputs.push_back(a.body.outputs()[i]);
  }
  const Function batched = batch_function(a.body, differs, c.size, c.is_lanes),
                 shared(a.body.name(), a.body.parameters(), own_outputs);
  const Function body = trace_closed("while_loop", types, [&](const Arrays& p) {
    Arrays next = inline_function(batched, p);
    const Arrays of_all = inline_function(shared, p);
    for (std::size_t i = 0, k = 0; i < n; ++i) {
      if (!differs[i]) next[i] = of_all[k++];
    }
    return next;
  });
  const Function condition = trace_closed(
      "while_loop", types, [&](const Arrays& p) { return inline_function(a.condition, p); });
  Arrays outputs = loop({condition, simplify(body), a.num_carry, a.max_steps}, inputs);
  for (std::size_t i = 0; i < n; ++i) {
    if (!differs[i])
      outputs[i] = broadcast_marked(outputs[i], Shape{c.size} + outputs[i].shape(),
                                    c.is_lanes ? 0 : kNoLane);
  }
  return outputs;
}

/// The carry is batched where the number of steps may differ; constants too where reverse mode may
/// come, which guards each entry by itself.
Arrays batch_while(const BatchContext& c) {
  const auto& a = c.attributes_as<While>();
  if (a.max_steps < 0) {
    if (const auto differs = differing_inputs(a, c.is_batched))
      return batch_in_step(c, a, *differs);
  }
  Arrays inputs;
  std::vector<bool> flags;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    const bool is_needed = i < num_carry(a) || a.max_steps >= 0;
    inputs.push_back(is_needed ? c.batched(i) : c.inputs[i]);
    flags.push_back(is_needed || c.is_batched[i]);
  }
  return loop({batch_function(a.condition, flags, c.size, c.is_lanes),
               batch_function(a.body, flags, c.size, c.is_lanes), a.num_carry, a.max_steps},
              inputs);
}

/// Entries whose condition no longer holds keep their old rows.
Buffer keep_finished(const Buffer& is_active, const Buffer& old, const Buffer& next) {
  const std::int64_t rows = is_active.size();
  Buffer result(next.dtype(), next.shape());
  const std::size_t width =
      static_cast<std::size_t>(next.size() / std::max<std::int64_t>(rows, 1)) *
      size_of(next.dtype());
  for (std::int64_t i = 0; i < rows; ++i) {
    const std::size_t at = static_cast<std::size_t>(i) * width;
    std::memcpy(result.mutable_bytes() + at, (is_active.data<bool>()[i] ? next : old).bytes() + at,
                width);
  }
  return result;
}

void evaluate_while(const EvaluateContext& c) {
  const auto& a = c.attributes_as<While>();
  const std::size_t n = num_carry(a);
  std::vector<Buffer> state;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) state.push_back(c.inputs[i]);
  for (std::int64_t step = 0; a.max_steps < 0 || step < a.max_steps; ++step) {
    const Buffer is_active = interpret(a.condition, state)[0].dense();
    const bool* first = is_active.data<bool>();
    const bool* last = first + is_active.size();
    if (std::find(first, last, true) == last) break;
    const bool is_blended = std::find(first, last, false) != last;
    std::vector<Buffer> next = interpret(a.body, state);
    for (std::size_t i = 0; i < n; ++i) {
      state[i] = is_blended ? keep_finished(is_active, state[i].dense(), next[i].dense())
                            : std::move(next[i]);
    }
  }
  std::move(state.begin(), state.begin() + static_cast<std::ptrdiff_t>(n), c.outputs.begin());
}

}  // namespace

constinit const Primitive kWhile{
    .name = "while_loop",
    .file = "while.cc",
    .num_inputs = -1,
    .infer = infer_while,
    .lane = [](const LaneContext& c) { return c.output.lane_axis; },
    .vjp = vjp_while,
    .jvp = jvp_while,
    .batch = batch_while,
    .evaluate = evaluate_while,
    .stablehlo = "while",
};

}  // namespace aleator
