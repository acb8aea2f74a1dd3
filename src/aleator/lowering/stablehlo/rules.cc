// SPDX-License-Identifier: Apache-2.0
// Defines the table of rules, and those of one line.
#include "aleator/lowering/stablehlo/rules.h"

#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/reduce.h"
#include "aleator/graph/primitives/shape.h"

#include <unordered_map>

namespace aleator::stablehlo {
namespace {

Values emit_identity(Body&, const Node&, const Values& operands) { return operands; }

/// With the attributes of the node as text.
Values with_attributes(Body& body, const Node& node, const Values& operands,
                       const std::string& attributes) {
  return {body.emit_one(
      {.name = std::string("stablehlo.") + node.primitive.stablehlo, .attributes = attributes},
      operands, node.types[0])};
}

Values emit_broadcast(Body& body, const Node& node, const Values& operands) {
  const auto& a = node.attributes_as<BroadcastInDim>();
  return {body.broadcast(operands[0], a.shape, a.dimensions)};
}

Values emit_reshape(Body& body, const Node& node, const Values& operands) {
  return with_attributes(body, node, operands, "");
}

Values emit_transpose(Body& body, const Node& node, const Values& operands) {
  return with_attributes(
      body, node, operands,
      "permutation = " + array_text(node.attributes_as<Transpose>().permutation));
}

Values emit_reverse(Body& body, const Node& node, const Values& operands) {
  return with_attributes(body, node, operands,
                         "dimensions = " + array_text(node.attributes_as<Reverse>().axes));
}

Values emit_concatenate(Body& body, const Node& node, const Values& operands) {
  return with_attributes(body, node, operands,
                         text("dimension = ", node.attributes_as<Concatenate>().axis, " : i64"));
}

Values emit_iota(Body& body, const Node& node, const Values& operands) {
  return with_attributes(body, node, operands,
                         text("iota_dimension = ", node.attributes_as<Iota>().axis, " : i64"));
}

Values emit_slice(Body& body, const Node& node, const Values& operands) {
  const auto& a = node.attributes_as<SliceAttributes>();
  return with_attributes(body, node, operands,
                         text("start_indices = ", array_text(a.start), ", limit_indices = ",
                              array_text(a.limit), ", strides = ", array_text(a.strides)));
}

Values emit_pad(Body& body, const Node& node, const Values& operands) {
  const auto& a = node.attributes_as<Pad>();
  return with_attributes(body, node, operands,
                         text("edge_padding_low = ", array_text(a.low), ", edge_padding_high = ",
                              array_text(a.high), ", interior_padding = ", array_text(a.interior)));
}

/// StableHLO's own came after 1.0. Sine and cosine reduce angles of any size.
Values emit_tan(Body& body, const Node& node, const Values& operands) {
  const Value sine = body.emit_one({.name = "stablehlo.sine"}, operands, node.types[0]);
  const Value cosine = body.emit_one({.name = "stablehlo.cosine"}, operands, node.types[0]);
  return {body.add_op("stablehlo.divide", sine, cosine)};
}

/// NaN if either is, which compilers for CPUs do not promise.
Values emit_extremum(Body& body, const Node& node, const Values& operands) {
  const Value &x = operands[0], &y = operands[1];
  if (!is_floating(x.type.dtype)) return with_attributes(body, node, operands, "");
  const bool is_max = &node.primitive == &kMaximum;
  const Value is_first = body.add_op("stablehlo.or", body.compare(is_max ? "GE" : "LE", x, y),
                                     body.compare("NE", x, x));
  return {body.select(is_first, x, y)};
}

/// From floating to integer it saturates, which StableHLO leaves open.
Values emit_convert(Body& body, const Node& node, const Values& operands) {
  const bool may_saturate =
      is_floating(operands[0].type.dtype) && !is_floating(node.types[0].dtype);
  return may_saturate ? emit_scalar_code(body, node, operands)
                      : with_attributes(body, node, operands, "");
}

/// What a negative power of an integer is, StableHLO leaves open.
Values emit_power(Body& body, const Node& node, const Values& operands) {
  return is_floating(node.types[0].dtype) ? with_attributes(body, node, operands, "")
                                          : emit_scalar_code(body, node, operands);
}

struct Entry {
  const Primitive* primitive;
  Rule rule;
};
constexpr Entry kRules[] = {
    {&kStopGradient, emit_identity},
    {&kNamed, emit_identity},
    {&kBroadcastInDim, emit_broadcast},
    {&kReshape, emit_reshape},
    {&kTranspose, emit_transpose},
    {&kReverse, emit_reverse},
    {&kConcatenate, emit_concatenate},
    {&kIota, emit_iota},
    {&kSlice, emit_slice},
    {&kPad, emit_pad},
    {&kTan, emit_tan},
    {&kMaximum, emit_extremum},
    {&kMinimum, emit_extremum},
    {&kConvert, emit_convert},
    {&kPower, emit_power},
    {&kGather, emit_gather},
    {&kScatter, emit_scatter},
    {&kScatterAdd, emit_scatter},
    {&kScatterMultiply, emit_scatter},
    {&kScatterMax, emit_scatter},
    {&kScatterMin, emit_scatter},
    {&kDynamicSlice, emit_dynamic_slice},
    {&kDynamicUpdateSlice, emit_dynamic_update_slice},
    {&kReduceSum, emit_reduce},
    {&kReduceProduct, emit_reduce},
    {&kReduceMax, emit_reduce},
    {&kReduceMin, emit_reduce},
    {&kReduceAnd, emit_reduce},
    {&kReduceOr, emit_reduce},
    {&kSort, emit_sort},
    {&kDotGeneral, emit_dot},
    {&kConvolution, emit_convolution},
    {&kCholesky, emit_cholesky},
    {&kTriangularSolve, emit_triangular_solve},
    {&kFourier, emit_fourier},
    {&kCall, emit_call},
    {&kCustomGradient, emit_custom_gradient},
    {&kCond, emit_cond},
    {&kWhile, emit_while},
    {&kScan, emit_scan},
};

}  // namespace

Rule rule_of(const Primitive& primitive) {
  static const auto* const table = [] {
    auto* rules = new std::unordered_map<const Primitive*, Rule>;
    for (const Entry& entry : kRules) rules->emplace(entry.primitive, entry.rule);
    return rules;
  }();
  const auto found = table->find(&primitive);
  return found == table->end() ? nullptr : found->second;
}

}  // namespace aleator::stablehlo
