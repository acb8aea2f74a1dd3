// SPDX-License-Identifier: Apache-2.0
// Defines comparisons, predicates and select.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

#include <cmath>

namespace aleator {
namespace {

ArrayTypes infer_select(const InferContext& c) {
  if (c.inputs[0].dtype != boolean)
    throw DtypeError(text("where: the condition must be bool, got ", c.inputs[0].dtype));
  if (c.inputs[1].dtype != c.inputs[2].dtype) {
    throw DtypeError(
        text("where: choices are of dtypes ", c.inputs[1].dtype, " and ", c.inputs[2].dtype));
  }
  if (c.inputs[0].shape != c.inputs[1].shape || c.inputs[1].shape != c.inputs[2].shape) {
    throw ShapeError(text("where: operands have shapes ", c.inputs[0].shape, ", ",
                          c.inputs[1].shape, " and ", c.inputs[2].shape));
  }
  return {{.dtype = c.inputs[1].dtype,
           .shape = c.inputs[1].shape,
           .is_weak = c.inputs[1].is_weak && c.inputs[2].is_weak}};
}

template <class T>
void evaluate_select(const EvaluateContext& c) {
  const elementwise_detail::Operand<bool> condition(c.inputs[0]);
  const elementwise_detail::Operand<T> x(c.inputs[1]), y(c.inputs[2]);
  T* out = c.output<T>();
  for (std::int64_t i = 0; i < c.outputs[0].size(); ++i) out[i] = condition[i] ? x[i] : y[i];
}

}  // namespace

/// Input 1 where input 0 is true, else input 2.
constinit const Primitive kSelect{
    .name = "select",
    .file = "compare.cc",
    .num_inputs = 3,
    .is_elementwise = true,
    .is_linear = true,
    .infer = infer_select,
    .vjp =
        [](const VjpContext& c) {
          const Array zero = zeros_like(c.outputs[0]);
          return Arrays{Array(), where(c.inputs[0], c.cotangents[0], zero),
                        where(c.inputs[0], zero, c.cotangents[0])};
        },
    .batch = batch_elementwise,
    .scalar = {.evaluate =
                   [](const EvaluateContext& c) {
                     visit_dtype(c.inputs[1].dtype(),
                                 [&](auto zero) { evaluate_select<decltype(zero)>(c); });
                   },
               .emit =
                   [](const EmitContext& c) {
                     c.outputs[0] = select(c.inputs[0], c.inputs[1], c.inputs[2]);
                   }},
    .stablehlo = "select",
};

constinit const Primitive kEqual{
    .name = "equal",
    .file = "compare.cc",
    .num_inputs = 2,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_compare,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::any>([](auto x, decltype(x) y) { return x == y; }),
    .stablehlo = "compare EQ",
};

constinit const Primitive kNotEqual{
    .name = "not_equal",
    .file = "compare.cc",
    .num_inputs = 2,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_compare,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::any>([](auto x, decltype(x) y) { return x != y; }),
    .stablehlo = "compare NE",
};

constinit const Primitive kLess{
    .name = "less",
    .file = "compare.cc",
    .num_inputs = 2,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_compare,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::any>([](auto x, decltype(x) y) { return x < y; }),
    .stablehlo = "compare LT",
};

constinit const Primitive kLessEqual{
    .name = "less_equal",
    .file = "compare.cc",
    .num_inputs = 2,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_compare,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::any>([](auto x, decltype(x) y) { return x <= y; }),
    .stablehlo = "compare LE",
};

constinit const Primitive kGreater{
    .name = "greater",
    .file = "compare.cc",
    .num_inputs = 2,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_compare,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::any>([](auto x, decltype(x) y) { return x > y; }),
    .stablehlo = "compare GT",
};

constinit const Primitive kGreaterEqual{
    .name = "greater_equal",
    .file = "compare.cc",
    .num_inputs = 2,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_compare,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::any>([](auto x, decltype(x) y) { return x >= y; }),
    .stablehlo = "compare GE",
};

constinit const Primitive kIsFinite{
    .name = "is_finite",
    .file = "compare.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_compare,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>(
        [](auto x) { return std::isfinite(x); },
        [](auto x) { return abs(x) < scalar::infinity<decltype(x)>(); }),
    .stablehlo = "is_finite",
};

}  // namespace aleator
