// SPDX-License-Identifier: Apache-2.0
// Defines how graphs are run: by the reference backend, the only one so far.
#include "aleator/graph/evaluator.h"

#include "aleator/base/error.h"
#include "aleator/graph/trace.h"
#include "aleator/runtime/reference/program.h"

#include <unordered_map>

namespace aleator {
namespace {

/// Nodes of a pending graph that are referenced from outside it: their values will be asked for.
std::vector<const Node*> externally_held(const std::vector<const Node*>& nodes) {
  std::unordered_map<const Node*, std::int64_t> inner_uses;
  for (const Node* node : nodes) {
    for (const Array& input : node->inputs) ++inner_uses[input.node()];
  }
  std::vector<const Node*> held;
  for (const Node* node : nodes) {
    if (!node->is_live && node->num_references() > inner_uses[node]) held.push_back(node);
  }
  return held;
}

}  // namespace

std::vector<Buffer> compute(const Arrays& arrays) {
  for (const Array& array : arrays) {
    if (array.type(); array.node()->depth > 0) fail_reading_placeholder(array);
  }
  const std::vector<const Node*> nodes = pending_nodes(arrays);
  const std::vector<const Node*> held = externally_held(nodes);
  Arrays wanted = arrays;
  for (const Node* node : held) {
    for (std::size_t i = 0; i < node->types.size(); ++i)
      wanted.emplace_back(Ref<const Node>(node), static_cast<int>(i));
  }
  const auto program = make_ref<const reference::Program>(Arrays{}, nodes, wanted);
  std::vector<Buffer> values = program->run({});
  std::size_t next = arrays.size();
  for (const Node* node : held) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(next);
    node->publish({first, first + static_cast<std::ptrdiff_t>(node->types.size())});
    next += node->types.size();
  }
  values.resize(arrays.size());
  return values;
}

void evaluate(const Arrays& arrays) {
  if (!arrays.empty()) compute(arrays);
}

std::vector<Buffer> run(const Function& function, std::vector<Buffer> arguments) {
  const auto program = function.memoize_program([&] {
    return Ref<const Counted>(make_ref<const reference::Program>(
        function.parameters(), function.nodes(), function.outputs()));
  });
  return static_cast<const reference::Program&>(*program).run(std::move(arguments));
}

}  // namespace aleator
