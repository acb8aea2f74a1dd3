// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/variable.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/trace.h"
#include "aleator/graph/variable_cell.h"

#include <mutex>
#include <unordered_set>

namespace aleator {
namespace {

VariableCell& checked(const Ref<Counted>& cell) {
  if (!cell) throw ValueError("a Variable that holds no value (default-constructed?) is used");
  return static_cast<VariableCell&>(*cell);
}

}  // namespace

void append_text(std::string& out, const Ref<VariableCell>& cell) { out += cell->name; }

Buffer VariableCell::current() const {
  const std::scoped_lock lock(mutex);
  return value;
}

Variable::Variable(Ref<Counted> cell) : cell_(std::move(cell)) {}

Variable::Variable(const Array& initial_value, std::string name, bool is_trainable) {
  if (is_tracing()) {
    throw ValueError(
        text("Variable '", name,
             "': variables are not created while a function is traced; create it before"));
  }
  const Array strong = initial_value.is_weak()
                           ? astype(initial_value, default_dtype(initial_value.dtype()))
                           : initial_value;
  cell_ = make_ref<VariableCell>(std::move(name), is_trainable, strong.buffer());
}

const std::string& Variable::name() const { return checked(cell_).name; }
bool Variable::is_trainable() const { return checked(cell_).is_trainable; }
Dtype Variable::dtype() const { return checked(cell_).dtype; }
const Shape& Variable::shape() const { return checked(cell_).shape; }

Variable::operator Array() const {
  VariableCell& cell = checked(cell_);
  if (const Array assigned = assigned_in_trace(*this); assigned.has_value()) return assigned;
  auto node =
      make_ref<Node>(kVariable, Arrays{}, attributes(VariableLeaf{Ref<VariableCell>(&cell)}),
                     ArrayTypes{{.dtype = dtype(), .shape = shape()}});
  node->is_live = true;
  return Array(node, 0);
}

Array Variable::value() const {
  if (const Array assigned = assigned_in_trace(*this); assigned.has_value()) return assigned;
  return constant(checked(cell_).current());
}

void Variable::assign(const Array& value) const {
  VariableCell& cell = checked(cell_);
  if (value.shape() != shape()) {
    throw ShapeError(
        text("Variable '", name(), "': has shape ", shape(), ", cannot take ", value.shape()));
  }
  const Dtype joined = value.is_weak()
                           ? promote(dtype(), false, value.dtype(), true, "assign").dtype
                           : value.dtype();
  if (joined != dtype()) {
    throw DtypeError(text("Variable '", name(), "': is ", dtype(), ", cannot take ", value.dtype(),
                          "; convert with astype"));
  }
  const Array converted = astype(value, dtype());
  if (assign_in_trace(*this, converted)) return;
  const Buffer buffer = converted.buffer();
  const std::scoped_lock lock(cell.mutex);
  cell.value = buffer;
}

std::vector<Variable> trainable_variables(const Arrays& arrays) {
  std::vector<Variable> found;
  std::unordered_set<const Node*> visited;
  std::vector<const Node*> stack;
  for (auto array = arrays.rbegin(); array != arrays.rend(); ++array) {
    if (array->has_value()) stack.push_back(array->node());
  }
  while (!stack.empty()) {
    const Node* node = stack.back();
    stack.pop_back();
    if (!node->is_live || !visited.insert(node).second) continue;
    if (&node->primitive == &kVariable) {
      const Variable variable{Ref<Counted>(node->attributes_as<VariableLeaf>().cell)};
      bool is_new = variable.is_trainable();
      for (const Variable& known : found) is_new = is_new && !(known == variable);
      if (is_new) found.push_back(variable);
    }
    for (auto input = node->inputs.rbegin(); input != node->inputs.rend(); ++input)
      stack.push_back(input->node());
  }
  return found;
}

}  // namespace aleator
