// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/trace.h"

#include "aleator/array/variable.h"
#include "aleator/base/error.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/repeated_number.h"
#include "aleator/graph/same_live.h"
#include "aleator/graph/trace_scope.h"
#include "aleator/graph/variable_cell.h"

#include <atomic>

namespace aleator {
namespace {

thread_local TraceScope* innermost = nullptr;

/// Live arrays as the values they have now.
Arrays snapshot(Arrays arrays) {
  Arrays live;
  for (const Array& x : arrays) {
    if (x.node()->is_live && x.node()->depth == 0) live.push_back(x);
  }
  const std::vector<Buffer> values = live.empty() ? std::vector<Buffer>() : compute(live);
  std::size_t next = 0;
  for (Array& x : arrays) {
    if (x.node()->is_live && x.node()->depth == 0) x = constant(values[next++], x.is_weak());
  }
  return arrays;
}

}  // namespace

void append_text(std::string& out, const TraceMark& mark) {
  out += text(mark.transform, " argument ", mark.index);
}

TraceScope::TraceScope(const char* transform)
    : transform_(transform),
      depth_(innermost ? innermost->depth_ + 1 : 1),
      outer_(innermost),
      is_active_(make_ref<TraceState>()) {
  innermost = this;
}

TraceScope::~TraceScope() {
  is_active_->is_active = false;
  innermost = outer_;
}

Array TraceScope::placeholder(const ArrayType& type) {
  auto mark = attributes(TraceMark{transform_, parameters_.size(), is_active_});
  auto node = make_ref<Node>(kParameter, Arrays{}, mark, ArrayTypes{type});
  node->depth = depth_;
  parameters_.emplace_back(Ref<const Node>(node), 0);
  return parameters_.back();
}

/// A broadcast of what is outside belongs inside: it is computed where it is used, and what it
/// repeats is known to stay the same.
bool TraceScope::is_inside(const Array& array) const {
  return array.node()->depth >= depth_ || (!is_literal(array) && repeats_elements(*array.node()));
}

void TraceScope::check_own(const Node* node) const {
  if (node->depth < depth_) return;
  const bool is_foreign =
      node->depth > depth_ || (&node->primitive == &kParameter &&
                               node->attributes_as<TraceMark>().state.get() != is_active_.get());
  if (is_foreign) fail_reading_placeholder(Array(Ref<const Node>(node), 0));
}

/// Outer arrays used inside, in order of first use; those without placeholders are computed now.
Arrays TraceScope::find_captures(const std::vector<const Node*>& nodes,
                                 const Arrays& outputs) const {
  Arrays captures;
  Environment<char> seen;
  const auto consider = [&](const Array& array) {
    if (is_inside(array)) return check_own(array.node());
    if (is_literal(array)) return;
    if (const char* found = seen.find(array); found && *found) return;
    seen.set_output(array, true);
    captures.push_back(array);
  };
  for (const Node* node : nodes) {
    for (const Array& input : node->inputs) consider(input);
  }
  for (const Array& output : outputs) consider(output);
  Arrays computable;
  for (const Array& capture : captures) {
    if (capture.node()->depth == 0 && !capture.node()->is_live) computable.push_back(capture);
  }
  evaluate(computable);
  return captures;
}

/// Nodes of this trace below the outputs, inputs first.
std::vector<const Node*> TraceScope::inside_nodes(const Arrays& outputs) const {
  std::vector<const Node*> inside;
  NodeIndex visited;
  std::vector<std::pair<const Node*, std::size_t>> stack;
  const auto visit = [&](const Array& array) {
    if (!is_inside(array) || !visited.insert(array.node())) return;
    check_own(array.node());
    if (!array.node()->inputs.empty()) stack.emplace_back(array.node(), 0);
  };
  for (const Array& output : outputs) {
    visit(output);
    while (!stack.empty()) {
      auto& [node, next] = stack.back();
      if (next < node->inputs.size()) {
        visit(node->inputs[next++]);
      } else {
        inside.push_back(node);
        stack.pop_back();
      }
    }
  }
  return inside;
}

Traced TraceScope::close(Arrays outputs) {
  std::vector<Variable> assigned;
  for (const Assignment& assignment : assignments_) {
    assigned.push_back(assignment.variable);
    outputs.push_back(assignment.value);
  }
  const std::vector<const Node*> nodes = inside_nodes(outputs);
  const Arrays used = find_captures(nodes, outputs);
  // A variable, or what is computed of it, may have been read several times.
  const std::vector<std::size_t> first = first_of_same(used);
  Arrays captures, own;
  Environment<Array> replaced;
  for (std::size_t i = 0; i < used.size(); ++i) {
    const bool is_first = first[i] == i;
    if (is_first) captures.push_back(captured(used[i]));
    own.push_back(is_first ? restored(placeholder(captures.back().type()), used[i])
                           : own[first[i]]);
    replaced.set_output(used[i], own[i]);
  }
  const auto replace = [&](Arrays arrays) {
    for (Array& array : arrays) {
      if (const Array* found = replaced.find(array); found && found->has_value()) array = *found;
    }
    return arrays;
  };
  if (!captures.empty()) {
    for (const Node* node : nodes)
      replaced.set(node, apply_all(node->primitive, replace(node->inputs), node->attributes));
  }
  return {Function(transform_, parameters_, replace(outputs)), captures, assigned};
}

Function TraceScope::close_alone(const Arrays& outputs) {
  const auto check = [&](const Array& array) {
    if (array.node()->is_live || (array.node()->depth > 0 && !is_inside(array))) {
      throw CompileError(text(transform_, ": a closed function reaches ", array.type(),
                              " of operation '", array.node()->primitive.name, "' outside"));
    }
  };
  for (const Node* node : inside_nodes(outputs)) {
    for (const Array& input : node->inputs) check(input);
  }
  for (const Array& output : outputs) check(output);
  return Function(transform_, parameters_, outputs);
}

Arrays Traced::operands(Arrays arguments) const {
  for (const Array& capture : captures) {
    const Node* node = capture.node();
    const bool is_variable = &node->primitive == &kVariable;
    arguments.push_back(
        is_variable ? Array(Variable(Ref<Counted>(node->attributes_as<VariableLeaf>().cell)))
                    : capture);
  }
  return assigned.empty() || is_tracing() ? arguments : snapshot(arguments);
}

Traced trace(const char* transform, const ArrayTypes& types,
             const Callable<Arrays(const Arrays&)>& f) {
  TraceScope scope(transform);
  Arrays parameters;
  for (const ArrayType& type : types) parameters.push_back(scope.placeholder(type));
  return scope.close(f(parameters));
}

namespace {

thread_local int num_rebuilding = 0;

struct Rebuilding {
  Rebuilding() { ++num_rebuilding; }
  Rebuilding(const Rebuilding&) = delete;
  Rebuilding& operator=(const Rebuilding&) = delete;
  ~Rebuilding() { --num_rebuilding; }
};

}  // namespace

bool is_rebuilding() { return num_rebuilding > 0; }

Function trace_closed(const char* name, const ArrayTypes& types,
                      const Callable<Arrays(const Arrays&)>& f) {
  const Rebuilding rebuilding;
  TraceScope scope(name);
  Arrays parameters;
  for (const ArrayType& type : types) parameters.push_back(scope.placeholder(type));
  return scope.close_alone(f(parameters));
}

Traced trace_pure(const char* transform, const ArrayTypes& types,
                  const Callable<Arrays(const Arrays&)>& f) {
  Traced traced = trace(transform, types, f);
  if (!traced.assigned.empty()) {
    throw ValueError(text(transform, ": the function assigns the variable '",
                          traced.assigned[0].name(),
                          "'; return the new value and assign it outside"));
  }
  return traced;
}

Arrays share_captures(std::vector<Traced*> traced, std::size_t num_own) {
  Arrays shared;
  for (const Traced* t : traced)
    shared.insert(shared.end(), t->captures.begin(), t->captures.end());
  std::size_t offset = num_own;
  for (Traced* t : traced) {
    const Function inner = t->function;
    ArrayTypes types(inner.parameter_types());
    types.resize(num_own);
    for (const Array& capture : shared) types.push_back(capture.type());
    t->function = trace_closed(inner.name().c_str(), types, [&](const Arrays& parameters) {
      Arrays own(parameters.begin(), parameters.begin() + static_cast<std::ptrdiff_t>(num_own));
      const auto first = parameters.begin() + static_cast<std::ptrdiff_t>(offset);
      own.insert(own.end(), first, first + static_cast<std::ptrdiff_t>(t->captures.size()));
      return inline_function(inner, own);
    });
    offset += t->captures.size();
    t->captures = shared;
  }
  return shared;
}

void fail_reading_placeholder(const Array& array) {
  std::string operation(array.node()->primitive.name);
  const Node* node = array.node();
  while (&node->primitive != &kParameter) {  // the deepest placeholder it depends on
    for (const Array& input : node->inputs) {
      if (input.node()->depth == node->depth) {
        node = input.node();
        break;
      }
    }
  }
  const TraceMark& mark = node->attributes_as<TraceMark>();
  if (!mark.state->is_active) {
    throw ValueError(text("an array that depends on ", text(mark), " is used after that call to ",
                          mark.transform,
                          " ended; return it from the function instead of storing it elsewhere"));
  }
  throw ValueError(text(mark.transform, ": the value of ",
                        node == array.node() ? "an argument" : text("'", operation, "'"), " (",
                        array.type(),
                        ") is not known while the function is traced; "
                        "use where, cond or while_loop instead of reading it"));
}

bool is_tracing() { return innermost != nullptr; }

bool assign_in_trace(const Variable& variable, const Array& value) {
  if (!innermost) return false;
  innermost->assign(variable, value);
  return true;
}

void TraceScope::assign(const Variable& variable, const Array& value) {
  for (Assignment& assignment : assignments_) {
    if (assignment.variable == variable) {
      assignment.value = value;
      return;
    }
  }
  assignments_.push_back({variable, value});
}

Array assigned_in_trace(const Variable& variable) {
  for (const TraceScope* scope = innermost; scope; scope = scope->outer()) {
    for (const TraceScope::Assignment& assignment : scope->assignments()) {
      if (assignment.variable == variable) return assignment.value;
    }
  }
  return {};
}

}  // namespace aleator
