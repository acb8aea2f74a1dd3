// SPDX-License-Identifier: Apache-2.0
// Defines products with several constants as one product: derivatives of squares and of scaled
// terms are chains of them.
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/lowering/rewrite/factors.h"
#include "aleator/lowering/rewrite/rewrite.h"

#include <cmath>
#include <optional>

namespace aleator::lowering {
namespace {

/// x = coefficient * core, in `num_steps` operations.
struct Scaled {
  double coefficient = 1;
  Array core;
  int num_steps = 0;
};

std::optional<double> constant_of(const Array& x) {
  const Node* node = uniform_value(x);
  if (!node) return {};
  const double value = number_of(*node);
  const bool is_usual = value != 0 && std::isfinite(value);
  return is_usual ? std::optional(value) : std::nullopt;
}

Scaled scaled(const Array& x) {
  constexpr int kMostSteps = 16;
  Scaled s{.core = x};
  for (; s.num_steps < kMostSteps; ++s.num_steps) {
    const Node& node = *s.core.node();
    const Primitive* p = &node.primitive;
    const Arrays& in = node.inputs;
    if (p == &kNegate) {
      s.coefficient *= -1;
    } else if (p == &kAdd && in[0].node() == in[1].node() && in[0].output() == in[1].output()) {
      s.coefficient *= 2;
    } else if (p == &kMultiply && constant_of(in[0])) {
      s.coefficient *= *constant_of(in[0]);
      s.core = in[1];
      continue;
    } else if (p == &kMultiply && constant_of(in[1])) {
      s.coefficient *= *constant_of(in[1]);
    } else {
      break;
    }
    s.core = in[0];
  }
  return s;
}

}  // namespace

Array rescaled(const Node& node, const Arrays& inputs) {
  const Scaled s = scaled(apply(node.primitive, inputs));
  if (const auto number = s.num_steps > 0 ? constant_of(s.core) : std::nullopt)
    return filled(s.coefficient * *number, node.types[0]);
  if (s.num_steps < 2 || !std::isfinite(s.coefficient) || s.coefficient == 0) return {};
  if (s.coefficient == 1) return s.core;
  if (s.coefficient == -1) return apply(kNegate, {s.core});
  return apply(kMultiply, {filled(s.coefficient, node.types[0]), s.core});
}

}  // namespace aleator::lowering
