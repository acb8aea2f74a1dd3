// SPDX-License-Identifier: Apache-2.0
// Defines how reductions and sorting are written.
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/reduce.h"
#include "aleator/graph/primitives/sort.h"
#include "aleator/lowering/stablehlo/rules.h"

#include <cstring>
#include <limits>

namespace aleator::stablehlo {
namespace {

/// What a fold starts from: the neutral element.
Value neutral(Body& body, const Primitive& p, Dtype dtype) {
  std::uint64_t bits = 0;
  if (&p == &kReduceProduct || &p == &kReduceAnd) {
    bits = &p == &kReduceProduct ? bits_of(dtype, 1) : is_boolean(dtype) ? 1 : ~std::uint64_t{0};
  } else if (&p == &kReduceMax || &p == &kReduceMin) {
    visit_dtype(dtype, [&](auto zero) {
      using T = decltype(zero);
      using Limits = std::numeric_limits<T>;
      const bool is_max = &p == &kReduceMax;
      T start = is_max ? Limits::lowest() : Limits::max();
      if constexpr (std::is_floating_point_v<T>)
        start = is_max ? -Limits::infinity() : Limits::infinity();
      std::memcpy(&bits, &start, sizeof start);
    });
  }
  return body.emit_one(
      {.name = "stablehlo.constant", .attributes = "value = " + uniform_text(dtype, {}, bits)}, {},
      {.dtype = dtype, .shape = {}});
}

Value both(Body& body, const Value& a, const Value& b) {
  return body.add_op("stablehlo.and", a, b);
}
Value negated(Body& body, const Value& a) {
  return body.emit_one({.name = "stablehlo.not"}, {a}, a.type);
}

/// Whether a comes before b; NaN comes last, and zeros of both signs are equal.
Value precedes(Body& body, const Value& a, const Value& b) {
  const Value is_less = body.compare("LT", a, b);
  if (!is_floating(a.type.dtype)) return is_less;
  const Value a_is_number = body.compare("EQ", a, a), b_is_nan = body.compare("NE", b, b);
  return body.add_op("stablehlo.or", is_less, both(body, a_is_number, b_is_nan));
}

}  // namespace

Values emit_reduce(Body& body, const Node& node, const Values& operands) {
  const std::string_view name = node.primitive.stablehlo;
  const std::string operation = "stablehlo." + std::string(name.substr(name.find(' ') + 1));
  const Value& x = operands[0];
  const Dims& axes = node.attributes_as<Reduce>().axes;
  const Value folded =
      body.reduce(operation.c_str(), x, neutral(body, node.primitive, x.type.dtype), axes);
  const bool is_extremum = &node.primitive == &kReduceMax || &node.primitive == &kReduceMin;
  if (!is_extremum || !is_floating(x.type.dtype)) return {folded};
  // Compilers lose NaN when they fold several elements at a time.
  const Value has_nan = body.reduce("stablehlo.or", body.compare("NE", x, x),
                                    body.uniform(Dtype::boolean, {}, 0), axes);
  const Value nan =
      body.uniform(x.type.dtype, folded.type.shape, std::numeric_limits<double>::quiet_NaN());
  return {body.select(has_nan, nan, folded)};
}

Values emit_sort(Body& body, const Node& node, const Values& operands) {
  const auto& a = node.attributes_as<Sort>();
  ArrayTypes pairs;
  for (const Value& operand : operands) {
    const ArrayType number{.dtype = operand.type.dtype, .shape = {}};
    pairs.push_back(number);
    pairs.push_back(number);
  }
  // From the last key to the first: before, or not after and before by the later keys.
  const std::string region = body.region(pairs, [&](Body& inner, const Values& numbers) {
    Value result;
    for (auto key = static_cast<std::size_t>(a.num_keys); key-- > 0;) {
      const Value &x = numbers[2 * key], &y = numbers[2 * key + 1];
      const Value is_before = precedes(inner, x, y);
      if (static_cast<std::int64_t>(key) + 1 == a.num_keys) {
        result = is_before;
      } else {
        const Value is_not_after = negated(inner, precedes(inner, y, x));
        result = inner.add_op("stablehlo.or", is_before, both(inner, is_not_after, result));
      }
    }
    return Values{result};
  });
  return body.emit({.name = "stablehlo.sort",
                    .attributes = text("dimension = ", a.axis, " : i64, is_stable = true"),
                    .regions = region},
                   operands, node.types);
}

}  // namespace aleator::stablehlo
