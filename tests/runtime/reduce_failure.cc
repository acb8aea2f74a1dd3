// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/reduce_failure.h"

#include "aleator/base/text.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/node.h"
#include "aleator/graph/node_index.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/trace.h"

#include <exception>

#include "tests/runtime/random_function.h"

namespace aleator::differential {
namespace {

constexpr double kError = 1e-5;

Arrays outputs_of(const Node* node) {
  Arrays outputs;
  for (std::size_t i = 0; i < node->types.size(); ++i)
    outputs.emplace_back(Ref<const Node>(node), static_cast<int>(i));
  return outputs;
}

/// The operations at most `depth` before the last one, in order; what they read from elsewhere.
struct Cone {
  std::vector<const Node*> inside;
  Arrays frontier;
};
Cone cone_of(const std::vector<const Node*>& nodes, const Node* last, int depth) {
  NodeIndex wanted;
  std::vector<const Node*> layer{last};
  wanted.add(last);
  NodeIndex all;
  for (const Node* node : nodes) all.add(node);
  for (int i = 0; i < depth; ++i) {
    std::vector<const Node*> next;
    for (const Node* node : layer) {
      for (const Array& x : node->inputs) {
        if (all.find(x.node()) == NodeIndex::kNone || wanted.find(x.node()) != NodeIndex::kNone)
          continue;
        wanted.add(x.node());
        next.push_back(x.node());
      }
    }
    layer = next;
  }
  Cone cone;
  Environment<Array> seen;
  for (const Node* node : nodes) {
    if (wanted.find(node) == NodeIndex::kNone) continue;
    cone.inside.push_back(node);
    seen.set(node, outputs_of(node));
    for (const Array& x : node->inputs) {
      if (seen.find(x) || x.node()->constant) continue;
      seen.set(x.node(), outputs_of(x.node()));
      for (const Array& output : outputs_of(x.node())) cone.frontier.push_back(output);
    }
  }
  return cone;
}

Function function_of(const Cone& cone) {
  ArrayTypes types;
  for (const Array& x : cone.frontier) types.push_back(x.type());
  return trace_closed("reduced", types, [&](const Arrays& parameters) {
    Environment<Array> replaced;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      Arrays all(static_cast<std::size_t>(cone.frontier[i].output()));
      if (cone.frontier[i].output() == 0) {
        const std::size_t n = cone.frontier[i].node()->types.size();
        replaced.set(cone.frontier[i].node(),
                     Arrays(parameters.begin() + static_cast<std::ptrdiff_t>(i),
                            parameters.begin() + static_cast<std::ptrdiff_t>(i + n)));
      }
    }
    Arrays last;
    for (const Node* node : cone.inside) {
      Arrays inputs;
      for (const Array& x : node->inputs)
        inputs.push_back(replaced.find(x) ? *replaced.find(x) : x);
      last = apply_all(node->primitive, inputs, node->attributes);
      replaced.set(node, last);
    }
    return last;
  });
}

/// By reference rules only, also inside of calls.
std::vector<Buffer> reference(const Function& f, const std::vector<Buffer>& arguments) {
  const ReferenceOnly scope;
  return interpret(f, arguments);
}

std::string text_of(const std::vector<Buffer>& buffers) {
  std::string all;
  for (const Buffer& buffer : buffers) all += text("  ", constant(buffer).to_string(), "\n");
  return all;
}

}  // namespace

std::string difference(const Function& f, const std::vector<Buffer>& arguments,
                       const std::vector<double>& errors) {
  const std::vector<Buffer> expected = reference(f, arguments);
  try {
    const std::vector<Buffer> actual = run(f, arguments);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const auto result = is_equal(actual[i], expected[i], errors.empty() ? kError : errors[i]);
      if (!result) return text("output ", i, ": ", std::string(result.message()));
    }
  } catch (const std::exception& failure) {
    return failure.what();
  }
  return {};
}

std::string reduced(const Function& f, const std::vector<Buffer>& arguments) {
  const std::vector<const Node*>& nodes = f.nodes();
  for (const Node* node : nodes) {
    const Function prefix("prefix", f.parameters(), outputs_of(node));
    if (difference(prefix, arguments, {}).empty()) continue;
    for (int depth = 0; depth < 12; ++depth) {
      const Cone cone = cone_of(nodes, node, depth);
      const std::vector<Buffer> values =
          reference(Function("frontier", f.parameters(), cone.frontier), arguments);
      const Function small = function_of(cone);
      const std::string found = difference(small, values, {});
      if (!found.empty()) return text(small.to_string(), "\nat\n", text_of(values), found);
    }
    return text("only as a whole: ", prefix.to_string());
  }
  return "no single operation differs";
}

}  // namespace aleator::differential
