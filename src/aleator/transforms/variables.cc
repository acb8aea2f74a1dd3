// SPDX-License-Identifier: Apache-2.0
#include "aleator/transforms/variables.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/trace.h"
#include "aleator/graph/variable_cell.h"
#include "aleator/transforms/gradient.h"

#include <algorithm>

namespace aleator {
namespace {

/// Live arrays made again with other arrays in place of variables. Each node is made once.
class Remake {
 public:
  Remake(const std::vector<Variable>& variables, const Arrays& values)
      : variables_(variables), values_(values), is_read_(variables.size(), false) {}

  Array operator()(const Array& array) {
    for (const Node* node : live_nodes_below(array)) remade_.set(node, remake(node));
    return current(array);
  }
  const std::vector<bool>& is_read() const { return is_read_; }

 private:
  Array current(const Array& array) {
    const Array* found = remade_.find(array);
    return found ? *found : array;
  }

  Arrays remake(const Node* node) {
    if (&node->primitive == &kVariable) return {value_of(node)};
    Arrays inputs;
    for (const Array& input : node->inputs) inputs.push_back(current(input));
    return apply_all(node->primitive, inputs, node->attributes);
  }

  Array value_of(const Node* leaf) {
    const Variable variable{Ref<Counted>(leaf->attributes_as<VariableLeaf>().cell)};
    const auto found = std::find(variables_.begin(), variables_.end(), variable);
    if (found == variables_.end()) return Array(Ref<const Node>(leaf), 0);
    const auto i = static_cast<std::size_t>(found - variables_.begin());
    is_read_[i] = true;
    return values_[i];
  }

  /// Those that are not remade yet, inputs before users.
  std::vector<const Node*> live_nodes_below(const Array& array) {
    std::vector<const Node*> order;
    std::vector<std::pair<const Node*, std::size_t>> stack;
    const auto visit = [&](const Node* node) {
      if (node->is_live && visited_.insert(node)) stack.emplace_back(node, 0);
    };
    visit(array.node());
    while (!stack.empty()) {
      auto& [node, next] = stack.back();
      if (next < node->inputs.size()) {
        visit(node->inputs[next++].node());
      } else {
        order.push_back(node);
        stack.pop_back();
      }
    }
    return order;
  }

  const std::vector<Variable>& variables_;
  const Arrays& values_;
  std::vector<bool> is_read_;
  Environment<Array> remade_;
  NodeIndex visited_;
};

}  // namespace

FunctionOfVariables close_over_variables(const char* who, const std::vector<Variable>& variables,
                                         const ArrayTypes& arguments,
                                         const Callable<Arrays(const Arrays&)>& f) {
  const Traced inner = trace_pure(who, arguments, f);
  FunctionOfVariables result;
  result.variables = variables.empty() ? trainable_variables(inner.captures) : variables;
  ArrayTypes types;
  for (const Variable& variable : result.variables)
    types.push_back({.dtype = variable.dtype(), .shape = variable.shape()});
  types.insert(types.end(), arguments.begin(), arguments.end());
  const std::size_t num_variables = result.variables.size();
  const Traced outer = trace_pure(who, types, [&](const Arrays& x) {
    const Arrays values = part_of(x, 0, num_variables);
    Remake remake(result.variables, values);
    Arrays operands = rest_of(x, num_variables);
    for (const Array& capture : inner.captures) operands.push_back(remake(capture));
    result.is_read = remake.is_read();
    return inline_function(inner.function, operands);
  });
  result.function = simplify(outer.function);
  result.captures = outer.captures;
  return result;
}

Function value_and_gradients_function(const Function& f, std::size_t num_wanted) {
  return f.memoize(text("value_and_gradients ", num_wanted), [&] {
    std::vector<bool> wanted(f.parameters().size(), false);
    std::fill_n(wanted.begin(), num_wanted, true);
    return simplify(trace_closed("value_and_grad", f.parameter_types(), [&](const Arrays& inputs) {
      const Pullback pulled = pull_back(f, inputs, wanted, [](const Arrays& outputs) {
        Arrays cotangents(outputs.size());
        cotangents[0] = ones_like(outputs[0]);
        return cotangents;
      });
      return joined({{pulled.outputs[0]}, pulled.gradients, rest_of(pulled.outputs, 1)});
    }));
  });
}

}  // namespace aleator
