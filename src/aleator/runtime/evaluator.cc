// SPDX-License-Identifier: Apache-2.0
// Defines how graphs are run: which backend does it depends on the graph alone.
#include "aleator/graph/evaluator.h"

#include "aleator/base/error.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/node_index.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/trace.h"
#include "aleator/graph/variable_cell.h"
#include "aleator/runtime/llvm/program_cache.h"
#include "aleator/runtime/reference/program.h"
#include "aleator/runtime/target.h"
#include "aleator/runtime/work.h"
#include "aleator/transforms/donation.h"

#include <cstdlib>
#include <string_view>

namespace aleator {
namespace {

/// Nodes of a pending graph that are referenced from outside it: their values will be asked for.
std::vector<const Node*> externally_held(const std::vector<const Node*>& nodes) {
  NodeIndex index;
  for (const Node* node : nodes) index.add(node);
  std::vector<std::int64_t> inner_uses(nodes.size(), 0);
  for (const Node* node : nodes) {
    for (const Array& input : node->inputs) {
      const std::size_t number = index.find(input.node());
      if (number != NodeIndex::kNone) ++inner_uses[number];
    }
  }
  std::vector<const Node*> held;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!nodes[i]->is_live && nodes[i]->num_references() > inner_uses[i]) held.push_back(nodes[i]);
  }
  return held;
}

thread_local bool is_reference_only = false;

/// Functions are compiled unless the environment or a scope asks for the reference backend or there
/// is no compiler.
bool is_compiling() {
  if (is_reference_only) return false;
  static const bool answer = [] {
    const char* backend = std::getenv("ALEATOR_BACKEND");
    return !(backend && std::string_view(backend) == "reference") && llvm::can_compile();
  }();
  return answer;
}

/// Where functions run, unless it is this processor.
std::shared_ptr<const pjrt::Target> device() {
  return is_reference_only ? nullptr : default_target();
}

/// A pending graph whose arithmetic takes longer than compiling it; smaller ones are interpreted.
constexpr double kWorthCompiling = 4e6;
/// Compiling takes time in proportion to the length of a function, which loops would have kept
/// short.
constexpr std::size_t kTooLong = 20'000;

/// The pending nodes as a function without parameters: what is known already, and what variables
/// hold, as constants.
Function closed(const std::vector<const Node*>& nodes, const Arrays& wanted) {
  Environment<Array> replaced;
  const auto replace = [&](const Array& array) {
    if (const Array* found = replaced.find(array)) return *found;
    const Arrays* published = array.node()->published();
    return published && !array.node()->constant
               ? (*published)[static_cast<std::size_t>(array.output())]
               : array;
  };
  for (const Node* node : nodes) {
    if (&node->primitive == &kVariable) {
      replaced.set(node, {constant(node->attributes_as<VariableLeaf>().cell->current(), false)});
      continue;
    }
    Arrays inputs, outputs;
    for (const Array& input : node->inputs) inputs.push_back(replace(input));
    const auto copy = make_ref<Node>(node->primitive, inputs, node->attributes, node->types);
    for (std::size_t i = 0; i < node->types.size(); ++i)
      outputs.emplace_back(copy, static_cast<int>(i));
    replaced.set(node, outputs);
  }
  Arrays results;
  for (const Array& array : wanted) results.push_back(replace(array));
  return Function("eval", {}, results);
}

std::vector<Buffer> compute_nodes(const std::vector<const Node*>& nodes, const Arrays& wanted) {
  const bool is_large = num_nodes(nodes) <= kTooLong && work_of(nodes) > kWorthCompiling;
  if (const auto target = device(); target && is_large)
    return pjrt::run(*target, closed(nodes, wanted), {});
  if (is_compiling() && is_large) return llvm::Program::make(closed(nodes, wanted))->run({});
  return make_ref<const reference::Program>(Arrays{}, nodes, wanted)->run({});
}

}  // namespace

ReferenceOnly::ReferenceOnly() : outer_(is_reference_only) { is_reference_only = true; }
ReferenceOnly::~ReferenceOnly() { is_reference_only = outer_; }

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
  std::vector<Buffer> values = compute_nodes(nodes, wanted);
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
  if (const auto target = device()) return pjrt::run(*target, function, arguments);
  if (!is_compiling()) return interpret(function, std::move(arguments));
  const auto program = function.memoize_program(Function::Backend::compiled, [&] {
    const bool is_too_long = num_nodes(function.nodes()) > kTooLong;
    return is_too_long ? Ref<const Counted>()
                       : Ref<const Counted>(llvm::program_cache().obtain(function));
  });
  if (!program) return interpret(function, std::move(arguments));
  return static_cast<const llvm::Program&>(*program).run(arguments);
}

bool is_run_as_code() { return !device() && is_compiling(); }

std::vector<Buffer> run_donating(const Function& function, const std::vector<Buffer>& arguments,
                                 std::size_t num_donated) {
  if (const auto target = device()) return pjrt::run(*target, function, arguments, num_donated);
  return run(function, arguments);
}

std::vector<Buffer> run_pending(const Function& function, std::vector<Buffer> arguments) {
  return work_of(function.nodes()) > kWorthCompiling ? run(function, std::move(arguments))
                                                     : interpret(function, std::move(arguments));
}

std::vector<Buffer> interpret(const Function& function, std::vector<Buffer> arguments) {
  const auto program = function.memoize_program(Function::Backend::reference, [&] {
    return Ref<const Counted>(make_ref<const reference::Program>(
        function.parameters(), function.nodes(), function.outputs()));
  });
  return static_cast<const reference::Program&>(*program).run(std::move(arguments));
}

}  // namespace aleator
