// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/function.h"

#include "aleator/array/lists.h"
#include "aleator/base/error.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"

#include <map>
#include <mutex>

namespace aleator {
namespace {

/// Nodes below `outputs` for which `is_leaf` does not hold, inputs before users.
template <class IsLeaf>
std::vector<const Node*> topological_order(const Arrays& outputs, IsLeaf is_leaf) {
  std::vector<const Node*> order;
  NodeIndex visited;
  std::vector<std::pair<const Node*, std::size_t>> stack;
  const auto visit = [&](const Node* node) {
    if (!is_leaf(node) && visited.insert(node)) stack.emplace_back(node, 0);
  };
  for (const Array& output : outputs) {
    visit(output.node());
    while (!stack.empty()) {
      auto& [node, next] = stack.back();
      if (next < node->inputs.size()) {
        visit(node->inputs[next++].node());
      } else {
        order.push_back(node);
        stack.pop_back();
      }
    }
  }
  return order;
}

/// What ends a function's body. Not whether a value is known: that is history, and a body depends
/// on the program alone.
bool is_leaf(const Node* node) { return node->constant || &node->primitive == &kParameter; }

}  // namespace

std::vector<const Node*> pending_nodes(const Arrays& outputs) {
  return topological_order(
      outputs, [](const Node* node) { return is_leaf(node) || node->published() != nullptr; });
}

struct Function::Body final : Counted {
  std::string name;
  Arrays parameters;
  Arrays outputs;
  std::vector<const Node*> nodes;
  mutable std::mutex mutex;
  mutable std::map<std::string, Function> derived;
  mutable Ref<const Counted> programs[3];
};

Function::Function(std::string name, Arrays parameters, Arrays outputs) {
  auto body = make_ref<Body>();
  body->nodes = topological_order(outputs, is_leaf);
  body->name = std::move(name);
  body->parameters = std::move(parameters);
  body->outputs = std::move(outputs);
  body_ = body;
}

const Function::Body& Function::body() const { return static_cast<const Body&>(*body_); }
const std::string& Function::name() const { return body().name; }
const Arrays& Function::parameters() const { return body().parameters; }
const Arrays& Function::outputs() const { return body().outputs; }
const std::vector<const Node*>& Function::nodes() const { return body().nodes; }

ArrayTypes Function::parameter_types() const { return types_of(parameters()); }
ArrayTypes Function::output_types() const { return types_of(outputs()); }

Function Function::memoize(const std::string& key, const Callable<Function()>& make) const {
  {
    const std::scoped_lock lock(body().mutex);
    const auto found = body().derived.find(key);
    if (found != body().derived.end()) return found->second;
  }
  // Made without the lock: deriving a function may derive others. A second maker's result is
  // dropped.
  Function made = make();
  const std::scoped_lock lock(body().mutex);
  return body().derived.emplace(key, std::move(made)).first->second;
}

Ref<const Counted> Function::memoize_program(Backend backend,
                                             const Callable<Ref<const Counted>()>& make) const {
  Ref<const Counted>& slot = body().programs[static_cast<std::size_t>(backend)];
  {
    const std::scoped_lock lock(body().mutex);
    if (slot) return slot;
  }
  // Made without the lock, since it may derive functions of this one; a second maker's is dropped.
  const Ref<const Counted> made = make();
  const std::scoped_lock lock(body().mutex);
  if (!slot) slot = made;
  return slot;
}

Substitution::Substitution(const Function& function, const Arrays& arguments) {
  if (arguments.size() != function.parameters().size()) {
    throw ValueError(text(function.name(), ": takes ", function.parameters().size(),
                          " arrays, got ", arguments.size()));
  }
  for (std::size_t i = 0; i < arguments.size(); ++i)
    values_.set_output(function.parameters()[i], arguments[i]);
}

Arrays Substitution::operator()(const Arrays& arrays) {
  Arrays result;
  result.reserve(arrays.size());
  for (const Array& array : arrays) result.push_back((*this)(array));
  return result;
}

Arrays inline_function(const Function& function, const Arrays& arguments) {
  Substitution substitute(function, arguments);
  for (const Node* node : function.nodes()) {
    substitute.set(node, apply_all(node->primitive, substitute(node->inputs), node->attributes));
  }
  return substitute(function.outputs());
}

}  // namespace aleator
