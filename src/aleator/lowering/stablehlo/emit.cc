// SPDX-License-Identifier: Apache-2.0
// Defines the walk over a function: which rule writes which node.
#include "aleator/lowering/stablehlo/emit.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/stablehlo/body.h"
#include "aleator/lowering/stablehlo/rules.h"

#include <algorithm>
#include <optional>

namespace aleator::stablehlo {
namespace {

/// "compare EQ" in two parts.
std::pair<std::string, std::string> name_and_kind(std::string_view stablehlo) {
  const std::size_t space = stablehlo.find(' ');
  if (space == std::string_view::npos) return {std::string(stablehlo), ""};
  return {std::string(stablehlo.substr(0, space)), std::string(stablehlo.substr(space + 1))};
}

/// An elementwise operation that StableHLO has.
Values emit_named(Body& body, const Node& node, const Values& operands) {
  const auto [name, kind] = name_and_kind(node.primitive.stablehlo);
  if (name == "compare") return {body.compare(kind.c_str(), operands[0], operands[1])};
  return {body.emit_one({.name = "stablehlo." + name}, operands, node.types[0])};
}

Values emit_decomposed(Body& body, const Node& node, const Values& operands,
                       const Decomposition& decomposition) {
  const Function function =
      trace_closed(decomposition.name, types_of(operands),
                   [&](const Arrays& inputs) { return decomposition.function(node, inputs); });
  const Values all = body.call(function, operands);
  const auto first = all.begin() + static_cast<std::ptrdiff_t>(decomposition.output);
  return {first, first + static_cast<std::ptrdiff_t>(node.types.size())};
}

constexpr const char* kFloat64Advice =
    "; make the program's arrays and parameters float32, or run what is computed in float64 "
    "whatever "
    "it is given (samplers, draws of gamma variables) on the host, with "
    "set_default_device(\"cpu\")";

void check_profile(const Body& body, const Node& node, const ArrayType& type) {
  if (body.module.options.profile == Profile::Wide || type.dtype != Dtype::float64) return;
  throw NotImplemented(text(node.primitive.name, ": the device has no float64, the operation has ",
                            type.dtype, type.shape, kFloat64Advice));
}

bool is_empty(const ArrayTypes& types) {
  return std::all_of(types.begin(), types.end(),
                     [](const ArrayType& type) { return type.shape.size() == 0; });
}

Values empty_arrays(Body& body, const ArrayTypes& types) {
  Values values;
  for (const ArrayType& type : types) values.push_back(body.uniform(type.dtype, type.shape, 0));
  return values;
}

[[noreturn]] void fail(const Node& node, const Values& operands) {
  const std::string dtype(operands.empty() ? "" : name_of(operands[0].type.dtype));
  throw NotImplemented(text(node.primitive.name, ": has no form for devices yet (of ", dtype,
                            "); compute it on the host, with set_default_device(\"cpu\")"));
}

Buffer narrowed(const Buffer& literal) {
  const Buffer wide = literal.dense();
  Buffer narrow(Dtype::float32, literal.shape());
  for (std::int64_t i = 0; i < wide.size(); ++i)
    narrow.mutable_data<float>()[i] = static_cast<float>(wide.data<double>()[i]);
  return narrow;
}

/// A literal of floating numbers in the dtype that a node converts it to. Literals of C++ are
/// float64 at first, on devices without it too.
std::optional<Buffer> converted_literal(const Node& node) {
  if (&node.primitive != &kConvert || node.types[0].dtype != Dtype::float32) return {};
  const Buffer& literal = node.inputs[0].node()->constant;
  if (literal.dtype() != Dtype::float64 || literal.size() == 0) return {};
  return narrowed(literal);
}

Value emit_literal(Body& body, const Array& array) {
  const Node& node = *array.node();
  const ArrayType type = body.module.on_device(array.type());
  check_profile(body, node, type);
  const bool is_narrowed = type.dtype != array.type().dtype && type.shape.size() > 0;
  return body.constant(is_narrowed ? narrowed(node.constant) : node.constant);
}

void check_types(const Function& function, const ArrayTypes& types, const char* what) {
  for (const ArrayType& type : types) {
    if (type.dtype == Dtype::float64)
      throw NotImplemented(text("the device has no float64, ", what, " of ", function.name(),
                                " is ", type.dtype, type.shape, kFloat64Advice));
  }
}

}  // namespace

Values emit_node(Body& body, const Node& node, const Values& operands) {
  for (const ArrayType& type : node.types) check_profile(body, node, type);
  if (is_empty(node.types)) return empty_arrays(body, node.types);
  const Primitive& p = node.primitive;
  const bool has_kernel = p.is_elementwise && p.scalar.emit && !p.scalar.call_float64;
  // Kernels that are rewritten nevertheless compute in float64 whatever their inputs are.
  const bool computes_wide = has_kernel && body.module.options.profile == Profile::Wide;
  if (const Decomposition* decomposition = computes_wide ? nullptr : decomposition_of(node))
    return emit_decomposed(body, node, operands, *decomposition);
  if (const Rule rule = rule_of(p)) return rule(body, node, operands);
  // Signs of numbers without one are StableHLO's business only where it says so.
  const bool is_sign = &p == &kAbs || &p == &kSign;
  const bool is_named = p.stablehlo && !(is_sign && is_unsigned(operands[0].type.dtype));
  if (p.is_elementwise && is_named) return emit_named(body, node, operands);
  if (has_kernel) return emit_scalar_code(body, node, operands);
  fail(node, operands);
}

Values emit_nodes(Body& body, const Function& function, const Values& arguments) {
  Environment<Value> known;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    known.set_output(function.parameters()[i], arguments[i]);
  const auto value_of = [&](const Array& array) {
    if (const Value* found = known.find(array)) return *found;
    const Value value = emit_literal(body, array);
    known.set_output(array, value);
    return value;
  };
  for (const Node* node : function.nodes()) {
    const bool may_fold = node->inputs.size() == 1 && !known.find(node->inputs[0]);
    if (const auto literal = may_fold ? converted_literal(*node) : std::nullopt) {
      known.set(node, {body.constant(*literal)});
      continue;
    }
    Values operands;
    for (const Array& input : node->inputs) operands.push_back(value_of(input));
    const ArrayTypes types = body.module.on_device(node->types);
    const Ref<const Node> narrow =
        types == node->types
            ? Ref<const Node>()
            : make_ref<Node>(node->primitive, node->inputs, node->attributes, types);
    known.set(node, emit_node(body, narrow ? *narrow : *node, operands));
  }
  Values results;
  for (const Array& output : function.outputs()) results.push_back(value_of(output));
  return results;
}

std::string emit(const Function& function, const Options& options) {
  Module module(options);
  int next = 0;
  Body body(module, &next, 2);
  const Values arguments = body.arguments(function.parameter_types());
  if (options.profile == Profile::Narrow) {
    check_types(function, function.parameter_types(), "an argument");
    check_types(function, function.output_types(), "a result");
  }
  const Values results = emit_nodes(body, function, arguments);
  body.finish("func.return", results);
  std::string head;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    head += (i == 0 ? "" : ", ") + arguments[i].name + ": " + type_text(arguments[i].type);
    for (const auto& [parameter, output] : options.donated)
      if (parameter == i) head += text(" {tf.aliasing_output = ", output, " : i32}");
  }
  return "module @" + options.name + " {\n" + module.text() + "  func.func public @main(" + head +
         ") -> " + types_text(types_of(results)) + " {\n" + body.text() + "  }\n}\n";
}

}  // namespace aleator::stablehlo
