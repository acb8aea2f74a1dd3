// SPDX-License-Identifier: Apache-2.0
// Defines forward-mode differentiation.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/trace.h"
#include "aleator/transforms/gradient.h"

#include <algorithm>

namespace aleator {
namespace {

Array add_tangents(const Array& a, const Array& b) {
  return !a.has_value() ? b : !b.has_value() ? a : a + b;
}

Arrays jvp_of_elementwise(const JvpContext& c) {
  const PartialContext partial{{c.primitive, c.attributes}, c.inputs, c.outputs[0]};
  Array total;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    if (c.tangents[i].has_value())
      total = add_tangents(total, c.primitive.partial(partial, i) * c.tangents[i]);
  }
  return {total};
}

/// The operation on the tangents in place of all floating inputs.
Arrays jvp_of_linear(const JvpContext& c) {
  Arrays inputs = c.inputs;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (is_floating(inputs[i].dtype())) inputs[i] = c.tangent(i);
  }
  return apply_all(c.primitive, inputs, Ref<const Attributes>(c.attributes));
}

Arrays jvp_of_bilinear(const JvpContext& c) {
  Array total;
  for (std::size_t i = 0; i < 2; ++i) {
    if (!c.tangents[i].has_value()) continue;
    Arrays inputs = c.inputs;
    inputs[i] = c.tangents[i];
    total = add_tangents(total, apply(c.primitive, inputs, Ref<const Attributes>(c.attributes)));
  }
  return {total};
}

/// The transpose of the vjp: the vjp is linear in the cotangents, so pulling the tangents back
/// through it gives the jvp.
Arrays jvp_by_transposition(const JvpContext& c) {
  if (!c.primitive.vjp) fail_missing_rule(c.primitive, "jvp");
  ArrayTypes types;
  std::vector<std::size_t> floating;
  for (std::size_t i = 0; i < c.outputs.size(); ++i) {
    if (!is_floating(c.outputs[i].dtype())) continue;
    floating.push_back(i);
    types.push_back(strong(c.outputs[i].type()));
  }
  std::vector<bool> wanted;
  for (const Array& tangent : c.tangents) wanted.push_back(tangent.has_value());
  Arrays seeds;  // the tangents whose inputs the vjp reaches
  const Traced pulled = trace("jvp", types, [&](const Arrays& parameters) {
    Arrays cotangents(c.outputs.size());
    for (std::size_t k = 0; k < floating.size(); ++k) cotangents[floating[k]] = parameters[k];
    const Arrays gradients = c.primitive.vjp(
        {{c.primitive, c.attributes}, c.inputs, c.outputs, cotangents, wanted, Arrays{}});
    Arrays reached;
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      if (!wanted[i] || !gradients[i].has_value()) continue;
      reached.push_back(gradients[i]);
      seeds.push_back(c.tangents[i]);
    }
    return reached;
  });
  Arrays zero;
  for (const std::size_t i : floating) zero.push_back(zeros_like(c.outputs[i]));
  std::vector<bool> is_cotangent(pulled.function.parameters().size(), false);
  std::fill_n(is_cotangent.begin(), floating.size(), true);
  const Arrays tangents =
      pull_back(pulled.function, pulled.operands(zero), is_cotangent, [&](const Arrays&) {
        return seeds;
      }).gradients;
  Arrays result(c.outputs.size());
  for (std::size_t k = 0; k < floating.size(); ++k) result[floating[k]] = tangents[k];
  return result;
}

Arrays apply_rule(const JvpContext& c) {
  if (c.primitive.jvp) return c.primitive.jvp(c);
  const bool is_any_floating = std::any_of(c.outputs.begin(), c.outputs.end(),
                                           [](const Array& y) { return is_floating(y.dtype()); });
  if (!is_any_floating) return Arrays(c.outputs.size());
  if (c.primitive.is_bilinear) return jvp_of_bilinear(c);
  if (c.primitive.is_linear) return jvp_of_linear(c);
  if (c.primitive.partial) return jvp_of_elementwise(c);
  return jvp_by_transposition(c);
}

}  // namespace

Pushforward push_forward(const Function& f, const Arrays& arguments, const Arrays& tangents) {
  Substitution primal(f, arguments);
  Environment<Array> tangent_of;
  const auto find_all = [&](const Arrays& arrays) {
    Arrays found;
    for (const Array& array : arrays) {
      const Array* tangent = tangent_of.find(array);
      found.push_back(tangent ? *tangent : Array());
    }
    return found;
  };
  for (std::size_t i = 0; i < tangents.size(); ++i) {
    if (is_floating(f.parameters()[i].dtype()))
      tangent_of.set_output(f.parameters()[i], tangents[i]);
  }
  for (const Node* node : f.nodes()) {
    const Arrays inputs = primal(node->inputs);
    const Arrays outputs = apply_all(node->primitive, inputs, node->attributes);
    primal.set(node, outputs);
    const Arrays input_tangents = find_all(node->inputs);
    const bool is_any = std::any_of(input_tangents.begin(), input_tangents.end(),
                                    [](const Array& t) { return t.has_value(); });
    if (is_any)
      tangent_of.set(
          node,
          apply_rule({{node->primitive, node->attributes.get()}, inputs, outputs, input_tangents}));
  }
  return {primal(f.outputs()), find_all(f.outputs())};
}

}  // namespace aleator
