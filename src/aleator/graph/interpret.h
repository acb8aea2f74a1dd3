// SPDX-License-Identifier: Apache-2.0
// Defines Environment, what a walk over a function knows of each array so far.
#pragma once

#include "aleator/graph/function.h"
#include "aleator/graph/node.h"

#include <unordered_map>

namespace aleator {

/// Maps the outputs of nodes to values.
template <class Value>
class Environment {
 public:
  void set(const Node* node, std::vector<Value> values) { values_[node] = std::move(values); }
  void set_output(const Array& array, Value value) {
    auto& values = values_[array.node()];
    values.resize(array.node()->types.size());
    values[static_cast<std::size_t>(array.output())] = std::move(value);
  }
  /// Null when nothing is known.
  Value* find(const Array& array) {
    const auto found = values_.find(array.node());
    return found == values_.end() ? nullptr
                                  : &found->second[static_cast<std::size_t>(array.output())];
  }
  std::vector<Value>* find(const Node* node) {
    const auto found = values_.find(node);
    return found == values_.end() ? nullptr : &found->second;
  }

 private:
  std::unordered_map<const Node*, std::vector<Value>> values_;
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
