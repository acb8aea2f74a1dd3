// SPDX-License-Identifier: Apache-2.0
// Defines call, a function kept whole, and custom_gradient, a function with a derivative of its
// own.
#include "aleator/base/error.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/primitives/loop.h"

#include <algorithm>

namespace aleator {
namespace {

Arrays call(const Function& f, const Arrays& inputs) {
  return apply_all(kCall, inputs, attributes(Call{f}));
}

ArrayTypes infer_function(const InferContext& c, const Function& f) {
  const ArrayTypes expected = f.parameter_types();
  if (expected.size() != c.inputs.size()) {
    throw ValueError(text(c.primitive.name, ": ", f.name(), " takes ", expected.size(),
                          " arrays, got ", c.inputs.size()));
  }
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i].dtype != c.inputs[i].dtype || expected[i].shape != c.inputs[i].shape) {
      throw ShapeError(text(c.primitive.name, ": argument ", i, " of ", f.name(), " is ",
                            expected[i], ", got ", c.inputs[i]));
    }
  }
  return f.output_types();
}

/// The lane axis that the function's own graph found.
int lane_of_output(const LaneContext& c) { return c.output.lane_axis; }

void evaluate_function(const EvaluateContext& c, const Function& f, decltype(run)& run) {
  std::vector<Buffer> arguments;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    arguments.push_back(c.is_last[i] ? std::move(c.inputs[i]) : c.inputs[i]);
  }
  std::vector<Buffer> results = run(f, std::move(arguments));
  std::move(results.begin(), results.end(), c.outputs.begin());
}

Arrays vjp_call(const VjpContext& c) {
  const Function pulled = vjp_function(c.attributes_as<Call>().function, c.wanted);
  return at_wanted(call(pulled, with_cotangents(c)), c.wanted);
}

Arrays jvp_call(const JvpContext& c) {
  const Function pushed = jvp_function(c.attributes_as<Call>().function, has_tangent(c));
  return output_tangents(call(pushed, with_tangents(c)), c.outputs);
}

Arrays vjp_custom(const VjpContext& c) {
  return inline_function(c.attributes_as<CustomGradient>().pullback, with_cotangents(c));
}

Arrays batch_custom(const BatchContext& c) {
  const auto& a = c.attributes_as<CustomGradient>();
  Arrays inputs;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) inputs.push_back(c.batched(i));
  const std::vector<bool> all(inputs.size(), true);
  const std::vector<bool> all_with_cotangents(a.pullback.parameters().size(), true);
  const CustomGradient batched{batch_function(a.function, all, c.size, c.is_lanes),
                               batch_function(a.pullback, all_with_cotangents, c.size, c.is_lanes)};
  return apply_all(kCustomGradient, inputs, attributes(batched));
}

}  // namespace

constinit const Primitive kCall{
    .name = "call",
    .file = "call.cc",
    .num_inputs = -1,
    .infer =
        [](const InferContext& c) { return infer_function(c, c.attributes_as<Call>().function); },
    .lane = lane_of_output,
    .vjp = vjp_call,
    .jvp = jvp_call,
    .batch =
        [](const BatchContext& c) {
          return call(
              batch_function(c.attributes_as<Call>().function, c.is_batched, c.size, c.is_lanes),
              c.inputs);
        },
    .evaluate =
        [](const EvaluateContext& c) {
          evaluate_function(c, c.attributes_as<Call>().function, run);
        },
    .stablehlo = "call",
};

constinit const Primitive kCustomGradient{
    .name = "custom_gradient",
    .file = "call.cc",
    .num_inputs = -1,
    .infer =
        [](const InferContext& c) {
          return infer_function(c, c.attributes_as<CustomGradient>().function);
        },
    .lane = lane_of_output,
    .vjp = vjp_custom,
    .batch = batch_custom,
    .evaluate =
        [](const EvaluateContext& c) {
          evaluate_function(c, c.attributes_as<CustomGradient>().function, run_pending);
        },
    .stablehlo = "call",
};

}  // namespace aleator
