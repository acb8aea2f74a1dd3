// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/primitives/elementwise.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/ir/emitter.h"

#include <algorithm>

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

void emit_scalar_call(const EmitContext& c) {
  ir::Emitter& e = ir::Emitter::current();
  const Dtype dtype = c.inputs[0].dtype;
  int width = 0;
  for (const ir::Value& x : c.inputs) width = std::max(width, x.width);
  const auto slot_of = [&](const ir::Value& x) {
    const ir::Pointer slot = e.allocate(dtype, width, 1);
    e.store(x.is_constant() ? ir::widened(x, width) : ir::splat(x, width), slot);
    return slot;
  };
  const auto num_inputs = static_cast<std::int64_t>(c.inputs.size());
  const ir::Pointer list = e.allocate(Dtype::int64, 0, num_inputs),
                    result = e.allocate(dtype, width, 1);
  for (std::int64_t i = 0; i < num_inputs; ++i) {
    const ir::Pointer slot = slot_of(c.inputs[static_cast<std::size_t>(i)]);
    const ir::Pointer at = e.address(list, "ptr", ir::integer_value(i));
    e.append(text("  store ptr ", slot.name, ", ptr ", at.name, ", align 8\n"));
  }
  const std::string name = text("@aleator.", c.primitive.name, ".", name_of(dtype));
  e.declare(text("declare void ", name, "(ptr, ptr, i64) nounwind"));
  e.append(text("  call void ", name, "(ptr ", list.name, ", ptr ", result.name, ", i64 ",
                std::max(1, width), ")\n"));
  c.outputs[0] = e.load_now(result, {dtype, width, 0, 0});
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
