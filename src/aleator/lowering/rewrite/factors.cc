// SPDX-License-Identifier: Apache-2.0
#include "aleator/lowering/rewrite/factors.h"

#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/shape.h"

#include <algorithm>
#include <cmath>

namespace aleator::lowering {
namespace {

constexpr int kDeepest = 48;  // products of products are followed so far

bool is_same(const Array& a, const Array& b) {
  return a.node() == b.node() && a.output() == b.output();
}

bool is_product(const Node& node) {
  const Primitive* p = &node.primitive;
  return p == &kMultiply || p == &kDivide || p == &kNegate ||
         (p == &kAdd && is_same(node.inputs[0], node.inputs[1]));
}

class Splitter {
 public:
  explicit Splitter(const OutsideRule& outside) : outside_(outside) {}

  Split operator()(const Array& x, int depth) const {
    if (const Node* constant = uniform_value(x)) {
      const double value = number_of(*constant);
      if (value != 0 && std::isfinite(value)) return {.coefficient = value};
    }
    if (const Array outer = outside_(x); outer.has_value()) return {.factors = {{outer, x}}};
    const Node& node = *x.node();
    if (depth == kDeepest || !is_floating(x.dtype())) return {.core = x};
    if (is_product(node)) return of_product(x, node.inputs, depth);
    if (&node.primitive == &kBroadcastInDim && is_product(*node.inputs[0].node())) {
      Arrays inputs;
      for (const Array& input : node.inputs[0].node()->inputs)
        inputs.push_back(broadcast_of(input, node));
      const Primitive& p = node.inputs[0].node()->primitive;
      return of_product(apply(p, inputs), inputs, depth);
    }
    return {.core = x};
  }

 private:
  Split of_product(const Array& x, const Arrays& inputs, int depth) const {
    const Primitive* p = &x.node()->primitive;
    Split a = (*this)(inputs[0], depth + 1);
    if (p == &kNegate || p == &kAdd) {
      a.coefficient *= p == &kNegate ? -1 : 2;
      return a;
    }
    const bool is_square = p == &kMultiply && is_same(inputs[0], inputs[1]);
    const Split b = is_square ? a : (*this)(inputs[1], depth + 1);
    if (a.is_trivial() && b.is_trivial()) return {.core = x};
    return p == &kMultiply ? product(a, b) : quotient(a, b);
  }

  static Split product(Split a, Split b) {
    if (a.core.has_value() && b.core.has_value()) {
      if (a.core.dtype() == float32) keep_common_scale(a, b);
      a.core = apply(kMultiply, {a.core, b.core});
    } else if (b.core.has_value()) {
      a.core = b.core;
    }
    a.coefficient *= b.coefficient;
    a.factors.insert(a.factors.end(), b.factors.begin(), b.factors.end());
    return a;
  }

  /// What both are scaled by to be near 1 stays inside: without it their product may overflow, in
  /// float32 soon.
  static void keep_common_scale(Split& a, Split& b) {
    for (std::size_t i = 0; i < a.factors.size();) {
      const OuterFactor factor = a.factors[i];
      const auto at = std::find(b.factors.begin(), b.factors.end(), factor);
      if (at == b.factors.end()) {
        ++i;
        continue;
      }
      b.factors.erase(at);
      a.factors.erase(a.factors.begin() + static_cast<std::ptrdiff_t>(i));
      const Primitive& operation = factor.is_inverse ? kDivide : kMultiply;
      for (Split* part : {&a, &b}) part->core = apply(operation, {part->core, factor.term});
    }
  }

  static Split quotient(Split a, const Split& b) {
    a.coefficient /= b.coefficient;
    for (const OuterFactor& f : b.factors) a.factors.push_back({f.value, f.term, !f.is_inverse});
    if (b.core.has_value()) {
      const Array numerator = a.core.has_value() ? a.core : filled(1, b.core.type());
      a.core = apply(kDivide, {numerator, b.core});
    }
    return a;
  }

  const OutsideRule& outside_;
};

Array reciprocal(const Array& x) {
  const Node& node = *x.node();
  if (&node.primitive == &kBroadcastInDim) return broadcast_of(reciprocal(node.inputs[0]), node);
  return apply(kDivide, {filled(1, x.type()), x});
}

Array multiplied(const Array& a, const Array& b) {
  return a.has_value() ? apply(kMultiply, {a, b}) : b;
}

Array product_of_factors(const Split& split) {
  Array product;
  for (const OuterFactor& f : split.factors)
    product = multiplied(product, f.is_inverse ? reciprocal(f.value) : f.value);
  return product;
}

}  // namespace

Split split_product(const Array& x, const OutsideRule& outside) { return Splitter(outside)(x, 0); }

Array times(const Array& sum, const Split& split) {
  Array outer = product_of_factors(split);
  if (split.coefficient != 1) outer = multiplied(outer, filled(split.coefficient, sum.type()));
  return outer.has_value() ? apply(kMultiply, {outer, sum}) : sum;
}

Array product_of(const Split& split, double count, const ArrayType& type) {
  return multiplied(product_of_factors(split), filled(split.coefficient * count, type));
}

double number_of(const Node& constant) {
  return visit_dtype(constant.constant.dtype(), [&](auto zero) {
    return static_cast<double>(*constant.constant.data<decltype(zero)>());
  });
}

Array filled(double value, const ArrayType& type) {
  const Array number = visit_dtype(type.dtype, [&](auto zero) {
    Buffer buffer(type.dtype, Shape{});
    *buffer.mutable_data<decltype(zero)>() = static_cast<decltype(zero)>(value);
    return literal(buffer, type.is_weak);
  });
  if (type.shape.empty()) return number;
  return apply(kBroadcastInDim, {number},
               attributes(BroadcastInDim{type.shape, {}, type.lane_axis}));
}

Array broadcast_of(const Array& x, const Node& broadcast) {
  const auto& outer = broadcast.attributes_as<BroadcastInDim>();
  const Node& node = *x.node();
  if (&node.primitive != &kBroadcastInDim) return apply(kBroadcastInDim, {x}, attributes(outer));
  const auto& inner = node.attributes_as<BroadcastInDim>();
  BroadcastInDim both{outer.shape, {}, outer.lane_axis};
  for (const std::int64_t axis : inner.dimensions)
    both.dimensions.push_back(outer.dimensions[static_cast<std::size_t>(axis)]);
  if (inner.lane_axis != kNoLane) {
    both.lane_axis = static_cast<int>(outer.dimensions[static_cast<std::size_t>(inner.lane_axis)]);
  }
  return apply(kBroadcastInDim, node.inputs, attributes(both));
}

}  // namespace aleator::lowering
