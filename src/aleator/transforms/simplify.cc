// SPDX-License-Identifier: Apache-2.0
// Defines simplification: common subexpressions, folding of literals, algebra that IEEE arithmetic
// allows.
#include "aleator/array/ops/elementwise.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/graph/trace.h"

#include <cstring>
#include <map>
#include <string>

namespace aleator {
namespace {

bool is_negative_zero(const Array& array) {
  const Node* node = uniform_value(array);
  return node && is_floating(node->constant.dtype()) &&
         visit_dtype(node->constant.dtype(), [&](auto zero) {
           const auto value = static_cast<double>(*node->constant.data<decltype(zero)>());
           return value == 0 && __builtin_signbit(value);
         });
}

/// Rules of the form "operation on inputs = one of its inputs". x + 0 is x except that -0 + 0 is 0,
/// so only x - 0 and x + -0 are dropped for floating x; x * 0 stays, because of NaN and inf.
const Array* same_as_input(const Primitive& p, const Arrays& in) {
  const auto is_exact = [&](const Array& x) { return !is_floating(x.dtype()); };
  if (&p == &kNamed) return &in[0];
  if (&p == &kMultiply)
    return is_uniform(in[1], 1) ? &in[0] : is_uniform(in[0], 1) ? &in[1] : nullptr;
  if (&p == &kDivide) return is_uniform(in[1], 1) ? &in[0] : nullptr;
  if (&p == &kPower) return is_uniform(in[1], 1) ? &in[0] : nullptr;
  if (&p == &kSubtract) return is_uniform(in[1], 0) && !is_negative_zero(in[1]) ? &in[0] : nullptr;
  if (&p == &kAdd) {
    if (is_negative_zero(in[1]) || (is_exact(in[0]) && is_uniform(in[1], 0))) return &in[0];
    if (is_negative_zero(in[0]) || (is_exact(in[0]) && is_uniform(in[0], 0))) return &in[1];
  }
  if (&p == &kSelect && uniform_value(in[0])) return is_uniform(in[0], 0) ? &in[2] : &in[1];
  const bool undoes =
      !in.empty() && in[0].node()->inputs.size() == 1 && &in[0].node()->primitive == &p;
  if (&p == &kNegate && undoes) return &in[0].node()->inputs[0];
  return nullptr;
}

/// Rebuilds a function node by node, dropping what has been built before.
class Simplifier {
 public:
  explicit Simplifier(const Function& f, const Arrays& parameters) : substitute_(f, parameters) {
    for (const Node* node : f.nodes()) substitute_.set(node, rebuild(node));
  }
  Arrays operator()(const Arrays& arrays) { return substitute_(arrays); }

 private:
  Arrays rebuild(const Node* node) {
    const Arrays inputs = substitute_(node->inputs);
    if (const Array* same = same_as_input(node->primitive, inputs);
        same && same->type() == node->types[0])
      return {*same};
    if (const Array shorter = shorten(node, inputs); shorter.has_value()) return {shorter};
    if (is_literal(node, inputs)) return fold(node, inputs);
    return share(node->primitive, inputs, node->attributes);
  }

  /// Reshapes of reshapes and like chains.
  Array shorten(const Node* node, const Arrays& inputs) {
    if (&node->primitive != &kReshape) return {};
    const Node* inner = inputs[0].node();
    if (inputs[0].type() == node->types[0]) return inputs[0];
    if (&inner->primitive != &kReshape) return {};
    if (inner->inputs[0].type() == node->types[0]) return inner->inputs[0];
    return share(kReshape, inner->inputs, node->attributes)[0];
  }

  /// Scalar operations on constants, which cost nothing to store. Leaves that carry no value are
  /// not literals.
  static bool is_literal(const Node* node, const Arrays& inputs) {
    if (inputs.empty() || !node->primitive.is_elementwise || &node->primitive == &kThreefry2x32)
      return false;
    for (const Array& input : inputs) {
      if (!input.node()->is_literal || !input.shape().empty()) return false;
    }
    return true;
  }

  static Arrays fold(const Node* node, const Arrays& inputs) {
    const Arrays outputs = apply_all(node->primitive, inputs, node->attributes);
    Arrays folded;
    for (const Array& output : outputs)
      folded.push_back(literal(output.buffer(), output.is_weak()));
    return folded;
  }

  /// Functions that were traced twice are two, and compute the same: a loop that a bijector's value
  /// and its log determinant both need runs once.
  static bool are_equal(const Primitive& primitive, const Ref<const Attributes>& a,
                        const Ref<const Attributes>& b) {
    if (a == b) return true;
    if (!a || !b) return false;
    if (a->equals(*b)) return true;
    if (&primitive != &kScan && &primitive != &kWhile && &primitive != &kCond &&
        &primitive != &kMap && &primitive != &kCall && &primitive != &kCustomGradient)
      return false;
    std::string key_of_a, key_of_b;
    a->append_to_key(key_of_a);
    b->append_to_key(key_of_b);
    return key_of_a == key_of_b;
  }

  /// The node already built for the same operation on the same inputs, or a new one.
  Arrays share(const Primitive& primitive, const Arrays& inputs,
               const Ref<const Attributes>& attributes) {
    std::vector<std::pair<const void*, std::int64_t>> key{{&primitive, 0}};
    for (const Array& input : inputs) key.push_back(identity(input));
    auto& candidates = built_[key];
    for (const Arrays& candidate : candidates) {
      if (are_equal(primitive, attributes, candidate[0].node()->attributes)) return candidate;
    }
    candidates.push_back(apply_all(primitive, inputs, attributes));
    return candidates.back();
  }

  /// Equal for arrays that are the same output of the same node; scalar constants are compared by
  /// their bits.
  std::pair<const void*, std::int64_t> identity(const Array& array) {
    const Node* node = array.node();
    if (!node->constant || !node->types[0].shape.empty()) return {node, array.output()};
    std::int64_t bits = 0;
    std::memcpy(&bits, node->constant.bytes(), size_of(array.dtype()));
    static const char kTags[16] = {};  // one address per dtype and weakness
    return {&kTags[2 * static_cast<int>(array.dtype()) + (array.is_weak() ? 1 : 0)], bits};
  }

  Substitution substitute_;
  std::map<std::vector<std::pair<const void*, std::int64_t>>, std::vector<Arrays>> built_;
};

}  // namespace

Function simplify(const Function& f) {
  return trace_closed(f.name().c_str(), f.parameter_types(), [&](const Arrays& parameters) {
    return Simplifier(f, parameters)(f.outputs());
  });
}

}  // namespace aleator
