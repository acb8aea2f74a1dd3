// SPDX-License-Identifier: Apache-2.0
// Defines call, a function kept whole, and custom_gradient, a function with a derivative of its
// own.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"

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

void evaluate_function(const EvaluateContext& c, const Function& f) {
  std::vector<Buffer> arguments;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    arguments.push_back(c.is_last[i] ? std::move(c.inputs[i]) : c.inputs[i]);
  }
  std::vector<Buffer> results = run(f, std::move(arguments));
  std::move(results.begin(), results.end(), c.outputs.begin());
}

Arrays all_cotangents(const VjpContext& c) {
  Arrays operands = c.inputs;
  for (std::size_t i = 0; i < c.outputs.size(); ++i)
    operands.push_back(astype(c.cotangent(i), c.outputs[i].dtype()));
  return operands;
}

Arrays vjp_call(const VjpContext& c) {
  const Function pulled = vjp_function(c.attributes_as<Call>().function, c.wanted);
  const Arrays gradients = call(pulled, all_cotangents(c));
  Arrays result(c.inputs.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (c.wanted[i]) result[i] = gradients[next++];
  }
  return result;
}

Arrays jvp_call(const JvpContext& c) {
  std::vector<bool> has_tangent;
  Arrays operands = c.inputs;
  for (const Array& tangent : c.tangents) {
    has_tangent.push_back(tangent.has_value());
    if (tangent.has_value()) operands.push_back(tangent);
  }
  const Arrays results =
      call(jvp_function(c.attributes_as<Call>().function, has_tangent), operands);
  Arrays tangents(results.begin() + static_cast<std::ptrdiff_t>(c.outputs.size()), results.end());
  for (Array& tangent : tangents) {
    if (!is_floating(tangent.dtype())) tangent = Array();
  }
  return tangents;
}

Arrays vjp_custom(const VjpContext& c) {
  return inline_function(c.attributes_as<CustomGradient>().pullback, all_cotangents(c));
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
        [](const EvaluateContext& c) { evaluate_function(c, c.attributes_as<Call>().function); },
    .stablehlo = "call",
};

constinit const Primitive kCustomGradient{
    .name = "custom_gradient",
    .file = "call.cc",
    .infer =
        [](const InferContext& c) {
          return infer_function(c, c.attributes_as<CustomGradient>().function);
        },
    .lane = lane_of_output,
    .vjp = vjp_custom,
    .batch = batch_custom,
    .evaluate =
        [](const EvaluateContext& c) {
          evaluate_function(c, c.attributes_as<CustomGradient>().function);
        },
    .stablehlo = "call",
};

}  // namespace aleator
