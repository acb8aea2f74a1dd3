// SPDX-License-Identifier: Apache-2.0
// Defines Variable, a named mutable cell: the only mutable state.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/tree.h"

#include <concepts>
#include <string>

namespace aleator {

/// A named cell that holds an array. Converts to a *live* Array: whatever is built on it is
/// evaluated with the current value at each read. Assigning in a function under jit or grad becomes
/// an output of the transformed function; assigning in a vmapped function, branch or loop body is
/// an error, and so is creating one while tracing.
class Variable {
 public:
  Variable() = default;
  explicit Variable(const Array& initial_value, std::string name = "variable",
                    bool is_trainable = true);

  const std::string& name() const;
  bool is_trainable() const;
  Dtype dtype() const;
  const Shape& shape() const;

  /// The live leaf.
  operator Array() const;
  /// The current value as a constant: a snapshot.
  Array value() const;
  /// Replaces the value; shape and dtype must stay (a weak value converts).
  void assign(const Array& value) const;

  friend bool operator==(const Variable& a, const Variable& b) { return a.cell_ == b.cell_; }
  template <class F>
  void visit_leaves(F&& f) const {
    f(Array(*this));
  }

  // For those who write the evaluation of variables.
  explicit Variable(Ref<Counted> cell);
  const Ref<Counted>& cell() const { return cell_; }

 private:
  Ref<Counted> cell_;  // a VariableCell
};

/// The trainable variables that the given arrays depend on, in order of first use.
std::vector<Variable> trainable_variables(const Arrays& arrays);
/// The same for the arrays that an object holds: a distribution, a bijector, any tree of Arrays and
/// Variables.
template <class T>
requires(!std::convertible_to<const T&, const Arrays&>) std::vector<Variable> trainable_variables(
    const T& object) {
  return trainable_variables(flatten<Array>(object));
}

}  // namespace aleator
