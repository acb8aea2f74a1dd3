// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/precision.h"

#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/lowering/inner_functions.h"

#include <algorithm>
#include <map>

namespace aleator::differential {
namespace {

using Marks = std::vector<bool>;

bool any(const Marks& marks) { return std::find(marks.begin(), marks.end(), true) != marks.end(); }

/// The marks of carries grow until a round changes none.
Marks after_loop(const Function& body, Marks inputs, std::size_t num_carry) {
  while (true) {
    const Marks outputs = depends_on_float32(body, inputs);
    bool is_same = true;
    for (std::size_t i = 0; i < num_carry; ++i) {
      is_same = is_same && (inputs[i] || !outputs[i]);
      inputs[i] = inputs[i] || outputs[i];
    }
    if (!is_same) continue;
    Marks results = outputs;
    for (std::size_t i = 0; i < num_carry; ++i) results[i] = inputs[i];
    return results;
  }
}

Marks all_of(std::size_t count) { return Marks(count, true); }

Marks after_node(const Node& node, const Marks& inputs) {
  const Primitive* p = &node.primitive;
  const std::vector<Function> inner = lowering::inner_functions(node);
  if (p == &kCall || p == &kCustomGradient) return depends_on_float32(inner[0], inputs);
  if (p == &kScan)
    return after_loop(inner[0], inputs,
                      static_cast<std::size_t>(node.attributes_as<Scan>().num_carry));
  if (p == &kWhile) {
    Marks results = after_loop(inner[1], inputs,
                               static_cast<std::size_t>(node.attributes_as<While>().num_carry));
    Marks entries = inputs;
    std::copy(results.begin(), results.end(), entries.begin());
    return any(depends_on_float32(inner[0], entries)) ? all_of(results.size()) : results;
  }
  if (p == &kCond) {
    if (inputs[0]) return all_of(node.types.size());
    const Marks operands(inputs.begin() + 1, inputs.end());
    Marks results = depends_on_float32(inner[0], operands);
    const Marks others = depends_on_float32(inner[1], operands);
    for (std::size_t i = 0; i < results.size(); ++i) results[i] = results[i] || others[i];
    return results;
  }
  return Marks(node.types.size(), any(inputs));
}

}  // namespace

std::vector<bool> depends_on_float32(const Function& f, const std::vector<bool>& is_narrow) {
  std::map<const Node*, Marks> known;
  const auto mark_of = [&](const Array& x) {
    const auto found = known.find(x.node());
    return x.dtype() == float32 ||
           (found != known.end() && found->second[static_cast<std::size_t>(x.output())]);
  };
  for (std::size_t i = 0; i < f.parameters().size(); ++i)
    known[f.parameters()[i].node()] = {is_narrow[i]};
  for (const Node* node : f.nodes()) {
    Marks inputs;
    for (const Array& input : node->inputs) inputs.push_back(mark_of(input));
    known[node] = after_node(*node, inputs);
  }
  Marks outputs;
  for (const Array& output : f.outputs()) outputs.push_back(mark_of(output));
  return outputs;
}

}  // namespace aleator::differential
