// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/primitives/elementwise.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"

namespace aleator {
namespace {

std::string_view describe(Dtypes dtypes) {
  switch (dtypes) {
    case Dtypes::floating: return "a floating dtype";
    case Dtypes::integer: return "an integer dtype";
    case Dtypes::numeric: return "a numeric dtype";
    case Dtypes::boolean: return "bool";
    case Dtypes::integer_or_boolean: return "an integer dtype or bool";
    case Dtypes::any: break;
  }
  return "any dtype";
}

void check_same(const InferContext& c) {
  const ArrayType& first = c.inputs[0];
  if (!contains(c.primitive.dtypes, first.dtype)) {
    throw DtypeError(
        text(c.primitive.name, ": needs ", describe(c.primitive.dtypes), ", got ", first.dtype));
  }
  for (const ArrayType& input : c.inputs) {
    if (input.dtype != first.dtype) {
      throw DtypeError(
          text(c.primitive.name, ": operands are of dtypes ", first.dtype, " and ", input.dtype));
    }
    if (input.shape != first.shape) {
      throw ShapeError(
          text(c.primitive.name, ": operands have shapes ", first.shape, " and ", input.shape));
    }
  }
}

}  // namespace

ArrayTypes infer_same(const InferContext& c) {
  check_same(c);
  return {{.dtype = c.inputs[0].dtype, .shape = c.inputs[0].shape}};
}

ArrayTypes infer_compare(const InferContext& c) {
  check_same(c);
  return {{.dtype = boolean, .shape = c.inputs[0].shape}};
}

Arrays batch_elementwise(const BatchContext& c) {
  Arrays inputs;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) inputs.push_back(c.batched(i));
  return apply_all(c.primitive, inputs, Ref<const Attributes>(c.attributes));
}

Array zero_partial(const PartialContext& c, std::size_t) { return zeros_like(c.output); }

namespace elementwise_detail {

Buffer claim_output(const EvaluateContext& c) {
  const ArrayType& type = c.types[0];
  bool is_all_splat = true;
  for (std::size_t i = 0; i < c.inputs.size(); ++i)
    is_all_splat = is_all_splat && c.inputs[i].is_splat();
  if (is_all_splat) return Buffer::splat(type.dtype, type.shape);
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    if (c.can_reuse(i) && c.inputs[i].dtype() == type.dtype) return c.inputs[i];
  }
  return Buffer(type.dtype, type.shape);
}

}  // namespace elementwise_detail
}  // namespace aleator
