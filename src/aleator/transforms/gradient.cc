// SPDX-License-Identifier: Apache-2.0
// Defines reverse-mode differentiation.
#include "aleator/transforms/gradient.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/trace.h"

#include <algorithm>

namespace aleator {
namespace {

/// One differentiation of one function: which values matter, their primal arrays, the cotangents so
/// far.
class ReversePass {
 public:
  ReversePass(const Function& f, const Arrays& arguments, const std::vector<bool>& wanted)
      : f_(f), primal_(f, arguments) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (wanted[i] && is_floating(f.parameters()[i].dtype()))
        active_.set_output(f.parameters()[i], true);
    }
    for (const Node* node : f.nodes()) forward(node);
  }

  Arrays outputs() { return primal_(f_.outputs()); }

  void backward(const Arrays& cotangents) {
    for (std::size_t i = 0; i < cotangents.size(); ++i) accumulate(f_.outputs()[i], cotangents[i]);
    for (auto node = f_.nodes().rbegin(); node != f_.nodes().rend(); ++node) backward(*node);
  }

  Array cotangent(const Array& array) {
    const Array* found = cotangents_.find(array);
    return found ? *found : Array();
  }

 private:
  bool is_active(const Array& array) {
    const char* found = active_.find(array);
    return found && *found;
  }

  std::vector<bool> active_inputs(const Node* node) {
    std::vector<bool> active;
    for (const Array& input : node->inputs) active.push_back(is_active(input));
    return active;
  }

  void forward(const Node* node) {
    const std::vector<bool> active = active_inputs(node);
    const Arrays inputs = primal_(node->inputs);
    const bool is_needed = std::find(active.begin(), active.end(), true) != active.end() &&
                           &node->primitive != &kStopGradient;
    if (is_needed && node->primitive.augment) {
      Augmented augmented =
          node->primitive.augment({{node->primitive, node->attributes.get()}, inputs, active});
      primal_.set(node, augmented.outputs);
      residuals_.set(node, augmented.residuals);
    } else {
      primal_.set(node, apply_all(node->primitive, inputs, node->attributes));
    }
    if (!is_needed) return;
    std::vector<char> outputs;
    for (const ArrayType& type : node->types) outputs.push_back(is_floating(type.dtype));
    active_.set(node, outputs);
  }

  void backward(const Node* node) {
    const Arrays* found = cotangents_.find(node);
    if (!found || !active_.find(node)) return;
    const Arrays cotangents = *found;
    const std::vector<bool> wanted = active_inputs(node);
    const Arrays inputs = primal_(node->inputs);
    Arrays outputs;
    for (int i = 0; i < static_cast<int>(node->types.size()); ++i)
      outputs.push_back(primal_(Array(Ref<const Node>(node), i)));
    const Arrays* kept = residuals_.find(node);
    const Arrays residuals = kept ? *kept : Arrays{};
    const VjpContext context{
        {node->primitive, node->attributes.get()}, inputs, outputs, cotangents, wanted, residuals};
    const Arrays gradients = apply_rule(context);
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      if (wanted[i]) accumulate(node->inputs[i], gradients[i]);
    }
  }

  static Arrays apply_rule(const VjpContext& c) {
    if (c.primitive.vjp) return c.primitive.vjp(c);
    if (!c.primitive.partial) fail_missing_rule(c.primitive, "vjp");
    Arrays gradients;
    const PartialContext partial{{c.primitive, c.attributes}, c.inputs, c.outputs[0]};
    for (std::size_t i = 0; i < c.inputs.size(); ++i) {
      gradients.push_back(c.wanted[i] ? c.cotangents[0] * c.primitive.partial(partial, i)
                                      : Array());
    }
    return gradients;
  }

  void accumulate(const Array& array, const Array& cotangent) {
    if (!cotangent.has_value() || !is_active(array)) return;
    const Array typed = astype(cotangent, array.dtype());
    const Array* so_far = cotangents_.find(array);
    const bool is_first = !so_far || !so_far->has_value();
    cotangents_.set_output(array, is_first ? typed : *so_far + typed);
  }

  const Function& f_;
  Substitution primal_;
  Environment<char> active_;
  Environment<Array> cotangents_;
  Environment<Array> residuals_;
};

std::string mask_text(const std::vector<bool>& mask) {
  std::string out;
  for (const bool bit : mask) out += bit ? '1' : '0';
  return out;
}

}  // namespace

Pullback pull_back(const Function& f, const Arrays& arguments, const std::vector<bool>& wanted,
                   const Callable<Arrays(const Arrays&)>& cotangents_of_outputs) {
  ReversePass pass(f, arguments, wanted);
  Pullback result;
  result.outputs = pass.outputs();
  pass.backward(cotangents_of_outputs(result.outputs));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i]) continue;
    const Array gradient = pass.cotangent(f.parameters()[i]);
    result.gradients.push_back(gradient.has_value() ? gradient : zeros_like(arguments[i]));
  }
  return result;
}

Function vjp_function(const Function& f, const std::vector<bool>& wanted) {
  return f.memoize("vjp " + mask_text(wanted), [&] {
    ArrayTypes types = f.parameter_types();
    const std::size_t num_inputs = types.size();
    for (const ArrayType& type : f.output_types()) types.push_back(strong(type));
    return simplify(trace_closed("vjp", types, [&](const Arrays& parameters) {
      const auto middle = parameters.begin() + static_cast<std::ptrdiff_t>(num_inputs);
      const Arrays cotangents(middle, parameters.end());
      return pull_back(f, {parameters.begin(), middle}, wanted,
                       [&](const Arrays&) { return cotangents; })
          .gradients;
    }));
  });
}

Function jvp_function(const Function& f, const std::vector<bool>& has_tangent) {
  return f.memoize("jvp " + mask_text(has_tangent), [&] {
    ArrayTypes types = f.parameter_types();
    const std::size_t num_inputs = types.size();
    for (std::size_t i = 0; i < num_inputs; ++i) {
      if (has_tangent[i]) types.push_back(strong(types[i]));
    }
    return simplify(trace_closed("jvp", types, [&](const Arrays& parameters) {
      Arrays tangents(num_inputs);
      std::size_t next = num_inputs;
      for (std::size_t i = 0; i < num_inputs; ++i) {
        if (has_tangent[i]) tangents[i] = parameters[next++];
      }
      const Arrays inputs(parameters.begin(),
                          parameters.begin() + static_cast<std::ptrdiff_t>(num_inputs));
      Pushforward result = push_forward(f, inputs, tangents);
      for (std::size_t i = 0; i < result.tangents.size(); ++i) {
        const Array& tangent = result.tangents[i];
        result.outputs.push_back(tangent.has_value() ? tangent : zeros_like(f.outputs()[i]));
      }
      return result.outputs;
    }));
  });
}

}  // namespace aleator
