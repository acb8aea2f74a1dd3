// SPDX-License-Identifier: Apache-2.0
// Defines Environment, what a walk over a function knows of each array so far.
#pragma once

#include "aleator/graph/function.h"
#include "aleator/graph/node.h"
#include "aleator/graph/node_index.h"

#include <vector>

namespace aleator {

/// Maps the outputs of nodes to values.
template <class Value>
class Environment {
 public:
  void set(const Node* node, std::vector<Value> values) { at(node) = std::move(values); }
  void set_output(const Array& array, Value value) {
    auto& values = at(array.node());
    values.resize(array.node()->types.size());
    values[static_cast<std::size_t>(array.output())] = std::move(value);
  }
  /// Null when nothing is known.
  Value* find(const Array& array) {
    std::vector<Value>* found = find(array.node());
    return found ? &(*found)[static_cast<std::size_t>(array.output())] : nullptr;
  }
  /// Valid until something is set.
  std::vector<Value>* find(const Node* node) {
    const std::size_t number = index_.find(node);
    return number == NodeIndex::kNone ? nullptr : &values_[number];
  }

 private:
  std::vector<Value>& at(const Node* node) {
    const std::size_t number = index_.add(node);
    if (number == values_.size()) values_.emplace_back();
    return values_[number];
  }

  NodeIndex index_;
  std::vector<std::vector<Value>> values_;
};

/// Maps arrays of a function to arrays of the graph being built; literals stand for themselves.
class Substitution {
 public:
  Substitution(const Function& function, const Arrays& arguments);
  Array operator()(const Array& array) {
    const Array* found = values_.find(array);
    return found ? *found : array;
  }
  Arrays operator()(const Arrays& arrays);
  void set(const Node* node, Arrays values) { values_.set(node, std::move(values)); }

 private:
  Environment<Array> values_;
};

}  // namespace aleator
