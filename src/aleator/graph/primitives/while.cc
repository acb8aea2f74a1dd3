// SPDX-License-Identifier: Apache-2.0
// Defines while_loop: a body repeated while a condition holds, for one state or for many side by
// side.
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"

#include <algorithm>
#include <cstring>

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
  const std::size_t n = num_carry(a);
  std::vector<bool> has_tangent;
  Arrays carry(c.inputs.begin(), c.inputs.begin() + static_cast<std::ptrdiff_t>(n)),
      constants(c.inputs.begin() + static_cast<std::ptrdiff_t>(n), c.inputs.end());
  const std::size_t num_constants = constants.size();
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    has_tangent.push_back(i < n ? is_floating(c.inputs[i].dtype()) : c.tangents[i].has_value());
    if (has_tangent[i]) (i < n ? carry : constants).push_back(c.tangent(i));
  }
  ArrayTypes types;
  for (const Arrays* part : {&carry, &constants}) {
    for (const Array& x : *part) types.push_back(strong(x.type()));
  }
  const auto at = [](const Arrays& p, std::size_t first, std::size_t count) {
    return Arrays(p.begin() + static_cast<std::ptrdiff_t>(first),
                  p.begin() + static_cast<std::ptrdiff_t>(first + count));
  };
  const auto primal = [&](const Arrays& p) {
    Arrays inputs = at(p, 0, n);
    const Arrays own = at(p, carry.size(), num_constants);
    inputs.insert(inputs.end(), own.begin(), own.end());
    return inputs;
  };
  const Function body = jvp_function(a.body, has_tangent);
  const auto step = [&](const Arrays& p) {
    Arrays inputs = primal(p);
    for (const Arrays& tangents :
         {at(p, n, carry.size() - n),
          at(p, carry.size() + num_constants, constants.size() - num_constants)}) {
      inputs.insert(inputs.end(), tangents.begin(), tangents.end());
    }
    const Arrays results = inline_function(body, inputs);
    Arrays next = at(results, 0, n);
    for (std::size_t i = 0; i < n; ++i) {
      if (has_tangent[i]) next.push_back(results[n + i]);
    }
    return next;
  };
  While joint{
      trace_closed("while_loop", types,
                   [&](const Arrays& p) { return inline_function(a.condition, primal(p)); }),
      trace_closed("while_loop", types, step), static_cast<std::int64_t>(carry.size()),
      a.max_steps};
  Arrays inputs = carry;
  inputs.insert(inputs.end(), constants.begin(), constants.end());
  const Arrays results = loop(joint, inputs);
  Arrays tangents(n);
  std::size_t next = n;
  for (std::size_t i = 0; i < n; ++i) {
    if (has_tangent[i]) tangents[i] = results[next++];
  }
  return tangents;
}

/// The loop as a scan of max_steps guarded steps, which has a reverse mode.
Function as_scan(const While& a, const ArrayTypes& types) {
  const std::size_t n = num_carry(a);
  return trace_closed("while_loop", types, [&](const Arrays& p) {
    const Arrays constants(p.begin() + static_cast<std::ptrdiff_t>(n), p.end());
    const auto with_constants = [&](Arrays carry) {
      carry.insert(carry.end(), constants.begin(), constants.end());
      return carry;
    };
    const auto step = [&](const Arrays& carry, const Arrays&) {
      const Array goes_on = inline_function(a.condition, with_constants(carry))[0];
      const Arrays next = cond_arrays(
          goes_on, [&](const Arrays& now) { return inline_function(a.body, with_constants(now)); },
          [](const Arrays& now) { return now; }, carry);
      return std::pair(next, Arrays{});
    };
    const Arrays start(p.begin(), p.begin() + static_cast<std::ptrdiff_t>(n));
    return scan_arrays(step, start, {}, {.length = a.max_steps}).first;
  });
}

Arrays vjp_while(const VjpContext& c) {
  const auto& a = c.attributes_as<While>();
  if (a.max_steps < 0) {
    throw NotImplemented(
        "grad: while_loop has no reverse mode without a bound; give it {.max_steps = n}, use "
        "fori_loop or "
        "scan, or wrap it in custom_gradient");
  }
  ArrayTypes types;
  Arrays operands = c.inputs;
  for (const Array& x : c.inputs) types.push_back(strong(x.type()));
  for (std::size_t i = 0; i < c.outputs.size(); ++i)
    operands.push_back(astype(c.cotangent(i), c.outputs[i].dtype()));
  const Arrays gradients = inline_function(vjp_function(as_scan(a, types), c.wanted), operands);
  Arrays result(c.inputs.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (c.wanted[i]) result[i] = gradients[next++];
  }
  return result;
}

Arrays batch_while(const BatchContext& c) {
  const auto& a = c.attributes_as<While>();
  Arrays inputs;
  std::vector<bool> flags;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    const bool is_carry = i < num_carry(a);
    inputs.push_back(is_carry ? c.batched(i) : c.inputs[i]);
    flags.push_back(is_carry || c.is_batched[i]);
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
    const Buffer is_active = run(a.condition, state)[0].dense();
    const bool* first = is_active.data<bool>();
    const bool* last = first + is_active.size();
    if (std::find(first, last, true) == last) break;
    const bool is_blended = std::find(first, last, false) != last;
    std::vector<Buffer> next = run(a.body, state);
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
    .infer = infer_while,
    .lane = [](const LaneContext& c) { return c.output.lane_axis; },
    .vjp = vjp_while,
    .jvp = jvp_while,
    .batch = batch_while,
    .evaluate = evaluate_while,
    .stablehlo = "while",
};

}  // namespace aleator
