// SPDX-License-Identifier: Apache-2.0
// Defines scatter, which writes or combines windows of updates into an operand. A window that does
// not lie inside the operand is skipped as a whole.
//
// StableHLO leaves the order of overlapping updates open; here they come in row-major order of the
// indices, so that the last one stays.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"
#include "aleator/graph/primitives/windows.h"

#include <algorithm>

namespace aleator {
namespace {

ArrayTypes infer_scatter(const InferContext& c) {
  const auto& a = c.attributes_as<Scatter>();
  const ArrayType& operand = c.inputs[0];
  const ArrayType& updates = c.inputs[2];
  if (!contains(c.primitive.dtypes, operand.dtype) || operand.dtype != updates.dtype) {
    throw DtypeError(text(c.primitive.name, ": not defined for an operand of ", operand.dtype,
                          " and updates of ", updates.dtype));
  }
  const Dims sizes = window_sizes(a.numbers, operand.shape.rank(), updates.shape);
  check_numbers(c, a.numbers, sizes);
  const Shape expected = windowed_shape(a.numbers, c.inputs[1].shape, sizes);
  if (updates.shape != expected) {
    throw ShapeError(text(c.primitive.name, ": the indices ", c.inputs[1].shape,
                          " need updates of shape ", expected, ", got ", updates.shape));
  }
  return {{.dtype = operand.dtype, .shape = operand.shape}};
}

Array gather_updates(const VjpContext& c, const Array& operand) {
  const auto& a = c.attributes_as<Scatter>();
  const Dims sizes = window_sizes(a.numbers, operand.rank(), c.inputs[2].shape());
  return apply(kGather, {operand, c.inputs[1]}, attributes(Gather{a.numbers, sizes}));
}

Array is_inside(const VjpContext& c) {
  return is_window_inside(c.attributes_as<Scatter>().numbers, c.inputs[1], c.inputs[0].shape(),
                          c.inputs[2].shape());
}

Arrays vjp_add(const VjpContext& c) {
  const Array updates =
      c.wanted[2] ? where(is_inside(c), gather_updates(c, c.cotangents[0]), 0.) : Array();
  return {c.cotangents[0], Array(), updates};
}

/// The operand gets the cotangent where nothing was written; an update gets it where it stayed. If
/// windows may overlap, the survivors are found by writing each update's number in its place.
Arrays vjp_set(const VjpContext& c) {
  const auto& a = c.attributes_as<Scatter>();
  Arrays result{Array(), Array(), Array()};
  if (c.wanted[0]) {
    result[0] = apply(kScatter, {c.cotangents[0], c.inputs[1], zeros_like(c.inputs[2])},
                      Ref<const Attributes>(c.attributes));
  }
  if (!c.wanted[2]) return result;
  Array stays = is_inside(c);
  if (!a.unique_indices) {
    const Shape& shape = c.inputs[2].shape();
    const Array number = reshape(arange(shape.size(), int64), shape);
    const Array written =
        apply(kScatter, {full(c.inputs[0].shape(), astype(-1, int64)), c.inputs[1], number},
              Ref<const Attributes>(c.attributes));
    stays = logical_and(stays, gather_updates(c, written) == number);
  }
  result[2] = where(stays, gather_updates(c, c.cotangents[0]), 0.);
  return result;
}

Arrays batch_scatter(const BatchContext& c) {
  Scatter a = c.attributes_as<Scatter>();
  a.numbers = batched_numbers(a.numbers, true, c.is_batched[1]);
  return {apply(c.primitive, {c.batched(0), c.inputs[1], c.batched(2)}, attributes(a))};
}

template <Dtypes kDtypes, class F>
consteval EvaluateRule scatter(F) {
  return [](const EvaluateContext& c) {
    const auto& a = c.attributes_as<Scatter>();
    visit_dtype(c.types[0].dtype, [&](auto zero) {
      using T = decltype(zero);
      if constexpr (contains(kDtypes, dtype_of<T>())) {
        const T* operand = c.input<T>(0);
        c.input<std::byte>(1);
        const T* updates = c.input<T>(2);
        const Shape& windowed = c.inputs[2].shape();
        const Windows windows(a.numbers, c.types[0].shape, c.inputs[1], windowed,
                              window_sizes(a.numbers, c.types[0].shape.rank(), windowed));
        T* out;
        if (c.can_reuse(0)) {
          c.outputs[0] = c.inputs[0];
          out = c.outputs[0].mutable_data<T>();
        } else {
          out = c.output<T>();
          std::copy_n(operand, c.types[0].shape.size(), out);
        }
        windows.for_each([&](std::int64_t target, std::int64_t source, bool is_inside) {
          if (!is_inside) return;
          for (std::size_t e = 0; e < windows.operand_offsets.size(); ++e) {
            T& element = out[target + windows.operand_offsets[e]];
            element = F{}(element, updates[source + windows.windowed_offsets[e]]);
          }
        });
      }
    });
  };
}

int lane_scatter(const LaneContext& c) {
  return lane_of_scatter(c.attributes_as<Scatter>().numbers, c.inputs);
}

}  // namespace

/// Writes the updates.
constinit const Primitive kScatter{
    .name = "scatter",
    .file = "scatter.cc",
    .num_inputs = 3,
    .is_linear = true,
    .infer = infer_scatter,
    .lane = lane_scatter,
    .vjp = vjp_set,
    .batch = batch_scatter,
    .evaluate = scatter<Dtypes::any>([](auto, auto update) { return update; }),
    .stablehlo = "scatter",
};

constinit const Primitive kScatterAdd{
    .name = "scatter_add",
    .file = "scatter.cc",
    .num_inputs = 3,
    .dtypes = Dtypes::numeric,
    .is_linear = true,
    .combine = &kAdd,
    .infer = infer_scatter,
    .lane = lane_scatter,
    .vjp = vjp_add,
    .batch = batch_scatter,
    .evaluate = scatter<Dtypes::numeric>(
        [](auto x, decltype(x) y) { return wrapping(x, y, [](auto a, auto b) { return a + b; }); }),
    .stablehlo = "scatter add",
};

constinit const Primitive kScatterMultiply{
    .name = "scatter_multiply",
    .file = "scatter.cc",
    .num_inputs = 3,
    .dtypes = Dtypes::numeric,
    .combine = &kMultiply,
    .infer = infer_scatter,
    .lane = lane_scatter,
    .batch = batch_scatter,
    .evaluate = scatter<Dtypes::numeric>(
        [](auto x, decltype(x) y) { return wrapping(x, y, [](auto a, auto b) { return a * b; }); }),
    .stablehlo = "scatter multiply",
};

constinit const Primitive kScatterMax{
    .name = "scatter_max",
    .file = "scatter.cc",
    .num_inputs = 3,
    .combine = &kMaximum,
    .infer = infer_scatter,
    .lane = lane_scatter,
    .batch = batch_scatter,
    .evaluate = scatter<Dtypes::any>(
        [](auto x, decltype(x) y) { return x != x || x > y ? x : y; }),  // NaN propagates
    .stablehlo = "scatter maximum",
};

constinit const Primitive kScatterMin{
    .name = "scatter_min",
    .file = "scatter.cc",
    .num_inputs = 3,
    .combine = &kMinimum,
    .infer = infer_scatter,
    .lane = lane_scatter,
    .batch = batch_scatter,
    .evaluate = scatter<Dtypes::any>([](auto x, decltype(x) y) { return x != x || x < y ? x : y; }),
    .stablehlo = "scatter minimum",
};

}  // namespace aleator
