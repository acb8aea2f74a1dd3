// SPDX-License-Identifier: Apache-2.0
// Defines NodeIndex, which numbers the nodes of a graph.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace aleator {

class Node;

/// Numbers nodes 0, 1, 2, ... in the order in which they are added. Walks over graphs of millions
/// of nodes spend their time here, so it is one flat table (open addressing, at most half full).
class NodeIndex {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::size_t size() const { return size_; }
  /// The node's number, or kNone.
  std::size_t find(const Node* node) const {
    return slots_.empty() ? kNone : slots_[slot_of(node)].number;
  }
  /// The node's number; a new one if it has none yet.
  std::size_t add(const Node* node) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    Slot& slot = slots_[slot_of(node)];
    if (slot.number == kNone) slot = {node, size_++};
    return slot.number;
  }
  /// Whether the node was new.
  bool insert(const Node* node) {
    const std::size_t before = size_;
    add(node);
    return size_ > before;
  }

 private:
  struct Slot {
    const Node* node = nullptr;
    std::size_t number = kNone;
  };

  /// Where the node is or would be.
  std::size_t slot_of(const Node* node) const {
    constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio: mixes high bits
    const auto mixed = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(node)) * kGolden;
    std::size_t at = static_cast<std::size_t>(mixed >> 20) & (slots_.size() - 1);
    while (slots_[at].number != kNone && slots_[at].node != node)
      at = (at + 1) & (slots_.size() - 1);
    return at;
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? 16 : 2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.number != kNone) slots_[slot_of(slot.node)] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace aleator
