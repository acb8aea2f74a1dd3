// SPDX-License-Identifier: Apache-2.0
// Defines Program, the reference backend's plan: one primitive after the other.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/graph/node.h"
#include "aleator/graph/node_index.h"

#include <vector>

namespace aleator::reference {

/// Nodes in order with the slots they read and write. Immutable, so that threads may share it.
class Program final : public Counted {
 public:
  Program(const Arrays& parameters, const std::vector<const Node*>& nodes, const Arrays& outputs);
  std::vector<Buffer> run(std::vector<Buffer> arguments) const;

 private:
  struct Step {
    Ref<const Node> node;
    std::vector<std::size_t> inputs;
    std::vector<bool> is_last;
    std::size_t output;  ///< slot of output 0; the others follow
  };
  /// Numbers the slots of the node's outputs.
  std::size_t add_slots(const Node* node, std::size_t count);
  std::size_t slot_of(const Array& array);
  void find_last_uses();
  static void execute(const Step& step, std::vector<Buffer>& slots, std::vector<Buffer*>& inputs);

  NodeIndex index_;                       ///< while the plan is made
  std::vector<std::size_t> first_slots_;  ///< by number in index_
  std::size_t num_slots_ = 0;
  std::vector<std::pair<std::size_t, Buffer>> constants_;
  std::vector<Step> steps_;
  std::vector<std::size_t> outputs_;
  std::size_t num_parameters_;
};

}  // namespace aleator::reference
