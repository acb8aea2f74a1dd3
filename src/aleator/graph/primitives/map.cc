// SPDX-License-Identifier: Apache-2.0
// Defines map: a function at every position of arrays.
#include "aleator/array/lists.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/primitives/loop.h"
#include "aleator/graph/primitives/seldom_map.h"
#include "aleator/graph/trace.h"

namespace aleator {

Shape Map::shape(std::span<const ArrayType> inputs) const {
  const Shape& first = inputs[0].shape;
  return first.slice(0, first.rank() - function.parameters()[0].rank());
}

std::vector<bool> Map::is_mapped(std::size_t num_inputs) const {
  std::vector<bool> flags(num_inputs);
  for (std::size_t i = 0; i < num_inputs; ++i) flags[i] = static_cast<std::int64_t>(i) < num_mapped;
  return flags;
}

namespace {

Shape mapped_shape(const Shape& first, const Map& a) {
  return first.slice(0, first.rank() - a.function.parameters()[0].rank());
}

ArrayTypes infer_map(const InferContext& c) {
  const auto& a = c.attributes_as<Map>();
  const ArrayTypes taken = a.function.parameter_types();
  if (a.num_mapped < 1 || taken.size() != c.inputs.size())
    throw ValueError(text("map: ", a.function.name(), " takes ", taken.size(), " arrays, got ",
                          c.inputs.size(), " of which ", a.num_mapped, " are mapped"));
  const std::vector<bool> is_mapped = a.is_mapped(taken.size());
  const bool has_axes = c.inputs[0].shape.rank() >= taken[0].shape.rank();
  const Shape shape = has_axes ? a.shape(c.inputs) : Shape{};
  for (std::size_t i = 0; i < taken.size(); ++i) {
    const Shape expected = is_mapped[i] ? shape + taken[i].shape : taken[i].shape;
    if (c.inputs[i].dtype != taken[i].dtype || c.inputs[i].shape != expected)
      throw ShapeError(text("map: argument ", i, " of ", a.function.name(), " must be ",
                            taken[i].dtype, expected, ", got ", c.inputs[i]));
  }
  ArrayTypes types = a.function.output_types();
  for (ArrayType& type : types) type.shape = shape + type.shape;
  return types;
}

/// The function over one leading axis that stands for all axes of the map, on arrays that have
/// these.
Function decomposed(const Map& a, const ArrayTypes& types) {
  const Shape shape = a.shape(types);
  const std::vector<bool> is_mapped = a.is_mapped(types.size());
  const Function batched = batch_function(a.function, is_mapped, shape.size(), false);
  return trace_closed("map", types, [&](const Arrays& p) {
    Arrays arguments = p;
    for (std::size_t i = 0; i < p.size(); ++i)
      arguments[i] = reshape(arguments[i], batched.parameters()[i].shape());
    Arrays outputs = inline_function(batched, arguments);
    for (Array& output : outputs)
      output = reshape(output, shape + output.shape().slice(1, output.rank()));
    return outputs;
  });
}

Arrays call(const Function& f, const Arrays& inputs) {
  return apply_all(kCall, inputs, attributes(Call{f}));
}

Arrays vjp_map(const VjpContext& c) {
  const Function whole = decomposed(c.attributes_as<Map>(), strong_types_of(c.inputs));
  return at_wanted(call(vjp_function(whole, c.wanted), with_cotangents(c)), c.wanted);
}

Arrays jvp_map(const JvpContext& c) {
  const Function whole = decomposed(c.attributes_as<Map>(), strong_types_of(c.inputs));
  return output_tangents(call(jvp_function(whole, has_tangent(c)), with_tangents(c)), c.outputs);
}

/// The axis joins those of the map: what has it is mapped from then on, and goes to the front.
Arrays batch_map(const BatchContext& c) {
  const auto& a = c.attributes_as<Map>();
  const std::vector<bool> is_mapped = a.is_mapped(c.inputs.size());
  const Shape all = mapped_shape(c.inputs[0].shape(), a);
  const Shape inner = all.slice(c.is_batched[0] ? 1 : 0, all.rank());
  Arrays mapped, whole;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    if (!is_mapped[i] && !c.is_batched[i]) continue;
    order.push_back(i);
    const Shape own = a.function.parameters()[i].shape();
    const Array x = c.batched(i);
    const Shape ones(Dims(static_cast<std::size_t>(is_mapped[i] ? 0 : inner.rank()), 1));
    mapped.push_back(is_mapped[i] ? x
                                  : broadcast_to(reshape(x, Shape{c.size} + ones + own),
                                                 Shape{c.size} + inner + own));
  }
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    if (is_mapped[i] || c.is_batched[i]) continue;
    order.push_back(i);
    whole.push_back(c.inputs[i]);
  }
  ArrayTypes types;
  for (const std::size_t i : order) types.push_back(a.function.parameters()[i].type());
  const Function ordered = trace_closed(a.function.name().c_str(), types, [&](const Arrays& p) {
    Arrays arguments(p.size());
    for (std::size_t k = 0; k < p.size(); ++k) arguments[order[k]] = p[k];
    return inline_function(a.function, arguments);
  });
  return apply_all(kMap, joined({mapped, whole}),
                   attributes(Map{ordered, static_cast<std::int64_t>(mapped.size())}));
}

/// Positions run along lanes, where there is a compiler.
void evaluate_map(const EvaluateContext& c) {
  const auto& a = c.attributes_as<Map>();
  const std::vector<bool> is_mapped = a.is_mapped(c.inputs.size());
  const std::int64_t size = mapped_shape(c.inputs[0].shape(), a).size();
  if (size == 0) {
    for (std::size_t i = 0; i < c.outputs.size(); ++i)
      c.outputs[i] = Buffer(c.types[i].dtype, c.types[i].shape);
    return;
  }
  if (is_seldom_map(c)) return evaluate_seldom_map(c);
  const Function batched = batch_function(a.function, is_mapped, size, true);
  std::vector<Buffer> arguments;
  for (std::size_t i = 0; i < c.inputs.size(); ++i)
    arguments.push_back(c.inputs[i].reshaped(batched.parameters()[i].shape()));
  std::vector<Buffer> results = run_pending(batched, std::move(arguments));
  for (std::size_t i = 0; i < results.size(); ++i)
    c.outputs[i] = results[i].reshaped(c.types[i].shape);
}

}  // namespace

constinit const Primitive kMap{
    .name = "map",
    .file = "map.cc",
    .num_inputs = -1,
    .infer = infer_map,
    .vjp = vjp_map,
    .jvp = jvp_map,
    .batch = batch_map,
    .evaluate = evaluate_map,
};

}  // namespace aleator
