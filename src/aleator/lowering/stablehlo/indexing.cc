// SPDX-License-Identifier: Apache-2.0
// Defines how windows of arrays are read and written. Batching axes, which came after 1.0, are
// turned into components of the indices by decompositions.cc.
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/dynamic_slice.h"
#include "aleator/graph/primitives/windows.h"
#include "aleator/lowering/stablehlo/rules.h"

namespace aleator::stablehlo {

Values emit_gather(Body& body, const Node& node, const Values& operands) {
  const auto& a = node.attributes_as<Gather>();
  const WindowNumbers& n = a.numbers;
  const std::string attributes = text(
      "dimension_numbers = #stablehlo.gather<offset_dims = ", list_text(n.window_dims),
      ", collapsed_slice_dims = ", list_text(n.collapsed_dims),
      ", start_index_map = ", list_text(n.index_map), ", index_vector_dim = ", n.index_vector_dim,
      ">, indices_are_sorted = false, slice_sizes = ", array_text(a.slice_sizes));
  return {body.emit_one({.name = "stablehlo.gather", .attributes = attributes}, operands,
                        node.types[0])};
}

namespace {

/// "stablehlo.add" from "scatter add"; empty for the one that writes.
std::string combining(const Node& node) {
  const std::string_view name = node.primitive.stablehlo;
  const std::size_t space = name.find(' ');
  if (space == std::string_view::npos) return "";
  return "stablehlo." + std::string(name.substr(space + 1));
}

}  // namespace

Values emit_scatter(Body& body, const Node& node, const Values& operands) {
  const auto& a = node.attributes_as<Scatter>();
  const WindowNumbers& n = a.numbers;
  const std::string attributes =
      text("scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = ",
           list_text(n.window_dims), ", inserted_window_dims = ", list_text(n.collapsed_dims),
           ", scatter_dims_to_operand_dims = ", list_text(n.index_map),
           ", index_vector_dim = ", n.index_vector_dim,
           ">, indices_are_sorted = false, unique_indices = ", a.unique_indices);
  const ArrayType number{.dtype = node.types[0].dtype, .shape = {}};
  const std::string operation = combining(node);
  const std::string region = body.region({number, number}, [&](Body& inner, const Values& pair) {
    if (operation.empty()) return Values{pair[1]};
    return Values{inner.emit_one({.name = operation}, pair, number)};
  });
  return {body.emit_one({.name = "stablehlo.scatter", .attributes = attributes, .regions = region},
                        operands, node.types[0])};
}

Values emit_dynamic_slice(Body& body, const Node& node, const Values& operands) {
  const Dims& sizes = node.attributes_as<DynamicSlice>().slice_sizes;
  return {body.emit_one(
      {.name = "stablehlo.dynamic_slice", .attributes = "slice_sizes = " + array_text(sizes)},
      operands, node.types[0])};
}

Values emit_dynamic_update_slice(Body& body, const Node& node, const Values& operands) {
  return {body.emit_one({.name = "stablehlo.dynamic_update_slice"}, operands, node.types[0])};
}

}  // namespace aleator::stablehlo
