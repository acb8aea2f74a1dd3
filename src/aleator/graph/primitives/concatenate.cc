// SPDX-License-Identifier: Apache-2.0
// Defines concatenate and iota.
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/graph/primitives/strided.h"

namespace aleator {
namespace {

// --- concatenate ---

ArrayTypes infer_concatenate(const InferContext& c) {
  const std::int64_t axis = c.attributes_as<Concatenate>().axis;
  Shape shape = c.inputs[0].shape;
  normalize_axis(axis, shape.rank(), "concatenate");
  shape[axis] = 0;
  for (const ArrayType& input : c.inputs) {
    Shape rest = input.shape;
    if (rest.rank() == shape.rank()) rest[axis] = shape[axis];
    if (rest != shape) {
      throw ShapeError(text("concatenate: shapes ", c.inputs[0].shape, " and ", input.shape,
                            " differ outside axis ", axis));
    }
    if (input.dtype != c.inputs[0].dtype) {
      throw DtypeError(
          text("concatenate: dtypes ", c.inputs[0].dtype, " and ", input.dtype, " differ"));
    }
    shape[axis] += input.shape[axis];
  }
  return {{.dtype = c.inputs[0].dtype, .shape = shape}};
}

Arrays vjp_concatenate(const VjpContext& c) {
  const std::int64_t axis = c.attributes_as<Concatenate>().axis;
  Arrays result;
  std::int64_t start = 0;
  for (const Array& input : c.inputs) {
    const std::int64_t stop = start + input.shape()[axis];
    result.push_back(slice_axis(c.cotangents[0], axis, start, stop));
    start = stop;
  }
  return result;
}

Arrays batch_concatenate(const BatchContext& c) {
  Arrays inputs;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) inputs.push_back(c.batched(i));
  return {apply(kConcatenate, inputs,
                attributes(Concatenate{c.attributes_as<Concatenate>().axis + 1}))};
}

void evaluate_concatenate(const EvaluateContext& c) {
  const std::int64_t axis = c.attributes_as<Concatenate>().axis;
  c.output<std::byte>();
  const Dims strides = c.types[0].shape.strides();
  const std::size_t width = size_of(c.types[0].dtype);
  std::byte* to = c.outputs[0].mutable_bytes();
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    const std::byte* from = c.input<std::byte>(i);
    const Shape& shape = c.inputs[i].shape();
    copy_strided(shape, width, from, shape.strides(), to, strides);
    to += static_cast<std::size_t>(shape[axis] * strides[static_cast<std::size_t>(axis)]) * width;
  }
}

// --- iota ---

void evaluate_iota(const EvaluateContext& c) {
  const auto& a = c.attributes_as<Iota>();
  const std::int64_t inner = a.shape.strides()[static_cast<std::size_t>(a.axis)];
  visit_dtype(a.dtype, [&](auto zero) {
    auto* out = c.output<decltype(zero)>();
    for (std::int64_t i = 0; i < c.outputs[0].size(); ++i) {
      out[i] = static_cast<decltype(zero)>((i / inner) % a.shape[a.axis]);
    }
  });
}

}  // namespace

constinit const Primitive kConcatenate{
    .name = "concatenate",
    .file = "shape.cc",
    .num_inputs = -1,
    .is_linear = true,
    .keeps_weak = true,
    .infer = infer_concatenate,
    .vjp = vjp_concatenate,
    .batch = batch_concatenate,
    .evaluate = evaluate_concatenate,
    .stablehlo = "concatenate",
};

constinit const Primitive kIota{
    .name = "iota",
    .file = "shape.cc",
    .num_inputs = 0,
    .infer =
        [](const InferContext& c) {
          const auto& a = c.attributes_as<Iota>();
          normalize_axis(a.axis, a.shape.rank(), "iota");
          return ArrayTypes{{.dtype = a.dtype, .shape = a.shape}};
        },
    .evaluate = evaluate_iota,
    .stablehlo = "iota",
};

}  // namespace aleator
