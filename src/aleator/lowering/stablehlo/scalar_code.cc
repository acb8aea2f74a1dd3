// SPDX-License-Identifier: Apache-2.0
// Defines how the kernel of an elementwise operation, written for one number (graph/scalar),
// becomes operations on whole arrays.
#include "aleator/base/text.h"
#include "aleator/graph/ir/builder.h"
#include "aleator/graph/node.h"
#include "aleator/lowering/stablehlo/rules.h"

#include <map>
#include <optional>
#include <set>
#include <string_view>

namespace aleator::stablehlo {
namespace {

/// Each operation on numbers is one on arrays of the node's shape. Register k is values_[k].
class ArrayBuilder final : public ir::Builder {
 public:
  ArrayBuilder(Body& body, Shape shape) : body_(body), shape_(std::move(shape)) {}

  ir::Value add(const Value& value) {
    values_.push_back(value);
    return {.dtype = value.type.dtype, .reg = static_cast<int>(values_.size()) - 1};
  }
  Value value_of(const ir::Value& x) {
    if (!x.is_constant()) return values_[static_cast<std::size_t>(x.reg)];
    const auto [found, is_new] = constants_.try_emplace({x.dtype, x.bits});
    if (is_new) {
      const ArrayType type{.dtype = x.dtype, .shape = shape_};
      found->second =
          body_.emit_one({.name = "stablehlo.constant",
                          .attributes = "value = " + uniform_text(x.dtype, shape_, x.bits)},
                         {}, type);
    }
    return found->second;
  }

  ir::Value binary(ir::Binary operation, const ir::Value& x, const ir::Value& y) override {
    static constexpr const char* kNames[] = {"add",
                                             "add",
                                             "subtract",
                                             "multiply",
                                             "divide",
                                             "remainder",
                                             "and",
                                             "or",
                                             "xor",
                                             "shift_left",
                                             "shift_right_logical",
                                             "shift_right_arithmetic"};
    const char* name = kNames[static_cast<std::size_t>(operation)];
    const bool is_sum = is_floating(x.dtype) && operation <= ir::Binary::subtract &&
                        x.is_constant() != y.is_constant();
    if (!is_sum) return operation_of(name, {x, y}, x.dtype);
    // Compilers for devices take (x + 1) - 1 for x, and kernels round that way.
    const ir::Value& number = x.is_constant() ? y : x;
    const bool is_second = sums_.count(number.reg) > 0;
    const ir::Value sum = is_second ? operation_of(name, {fenced(x), fenced(y)}, x.dtype)
                                    : operation_of(name, {x, y}, x.dtype);
    sums_.insert(sum.reg);
    return sum;
  }
  ir::Value compare(ir::Compare operation, const ir::Value& x, const ir::Value& y) override {
    static constexpr const char* kNames[] = {"EQ", "NE", "LT", "LE", "GT", "GE"};
    return add(
        body_.compare(kNames[static_cast<std::size_t>(operation)], value_of(x), value_of(y)));
  }
  ir::Value unary(ir::Unary operation, const ir::Value& x) override {
    switch (operation) {
      case ir::Unary::negate: return operation_of("negate", {x}, x.dtype);
      case ir::Unary::abs: return is_unsigned(x.dtype) ? x : operation_of("abs", {x}, x.dtype);
      case ir::Unary::sqrt: return operation_of("sqrt", {x}, x.dtype);
      case ir::Unary::floor: return operation_of("floor", {x}, x.dtype);
      case ir::Unary::ceil: return operation_of("ceil", {x}, x.dtype);
      case ir::Unary::round_even: return operation_of("round_nearest_even", {x}, x.dtype);
      case ir::Unary::population_count: return operation_of("popcnt", {x}, x.dtype);
      case ir::Unary::trunc: break;
    }
    const ir::Value is_negative = compare(ir::Compare::less, x, ir::constant_value(x.dtype, 0));
    return select(is_negative, unary(ir::Unary::ceil, x), unary(ir::Unary::floor, x));
  }
  ir::Value select(const ir::Value& condition, const ir::Value& x, const ir::Value& y) override {
    return add(body_.select(value_of(condition), value_of(x), value_of(y)));
  }
  ir::Value copysign(const ir::Value& magnitude, const ir::Value& sign) override {
    const Dtype bits = magnitude.dtype == Dtype::float64 ? Dtype::int64 : Dtype::int32;
    const ir::Value top = ir::bitcast(ir::constant_value(magnitude.dtype, -0.), bits);
    const ir::Value of_sign = binary(ir::Binary::bit_and, ir::bitcast(sign, bits), top);
    const ir::Value rest = ir::bitcast(unary(ir::Unary::abs, magnitude), bits);
    return ir::bitcast(binary(ir::Binary::bit_or, rest, of_sign), magnitude.dtype);
  }
  ir::Value convert(const ir::Value& x, Dtype dtype) override {
    return operation_of("convert", {x}, dtype);
  }
  ir::Value bitcast(const ir::Value& x, Dtype dtype) override {
    return operation_of("bitcast_convert", {x}, dtype);
  }
  /// The device's own, which are also what the operations of the same names become.
  std::optional<ir::Value> function(std::string_view name, const ir::Value& x) override {
    static constexpr std::pair<std::string_view, const char*> kNames[] = {
        {"exp", "exponential"},  {"expm1", "exponential_minus_one"},
        {"log", "log"},          {"log1p", "log_plus_one"},
        {"cbrt", "cbrt"},        {"log1p_fraction", "log_plus_one"},
        {"log_fraction", "log"}, {"tanh", "tanh"},
        {"sin", "sine"},         {"cos", "cosine"}};
    for (const auto& [own, theirs] : kNames) {
      if (own == name) return operation_of(theirs, {x}, x.dtype);
    }
    return std::nullopt;
  }

 private:
  ir::Value operation_of(const char* name, std::initializer_list<ir::Value> operands, Dtype dtype) {
    Values inputs;
    for (const ir::Value& x : operands) inputs.push_back(value_of(x));
    return add(body_.emit_one({.name = std::string("stablehlo.") + name}, inputs,
                              {.dtype = dtype, .shape = shape_}));
  }

  /// A constant that nothing is known about.
  ir::Value fenced(const ir::Value& x) {
    if (!x.is_constant()) return x;
    const ArrayType number{.dtype = x.dtype, .shape = {}};
    const Value constant =
        body_.emit_one({.name = "stablehlo.constant",
                        .attributes = "value = " + uniform_text(x.dtype, {}, x.bits)},
                       {}, number);
    const Value fence =
        body_.emit_one({.name = "stablehlo.optimization_barrier"}, {constant}, number);
    return add(body_.broadcast(fence, shape_, {}));
  }

  Body& body_;
  Shape shape_;
  Values values_;
  std::set<int> sums_;  ///< registers of sums with a constant
  std::map<std::pair<Dtype, std::uint64_t>, Value> constants_;
};

Values write_code(Body& body, const Node& node, const Values& arguments) {
  ArrayBuilder builder(body, node.types[0].shape);
  std::vector<ir::Value> inputs;
  for (const Value& argument : arguments) inputs.push_back(builder.add(argument));
  std::vector<ir::Value> outputs(node.types.size());
  node.primitive.scalar.emit(
      {{node.primitive, node.attributes.get()}, inputs, outputs, node.types});
  Values results;
  for (const ir::Value& output : outputs) results.push_back(builder.value_of(output));
  return results;
}

}  // namespace

Values emit_scalar_code(Body& body, const Node& node, const Values& operands) {
  std::string key = std::string("scalar code of ") + node.primitive.name + '\0';
  if (node.attributes) node.attributes->append_to_key(key);
  for (const Value& operand : operands) key += type_text(operand.type);
  const std::string name = body.module.name_of(
      key, node.primitive.name, types_of(operands),
      [&](Body& inner, const Values& arguments) { return write_code(inner, node, arguments); });
  return body.call(name, operands, node.types);
}

}  // namespace aleator::stablehlo
