// SPDX-License-Identifier: Apache-2.0
// Defines how arrays with a lane axis are brought into the layout of compiled code and back.
#pragma once

#include "aleator/array/type.h"

#include <cstddef>

namespace aleator::llvm {

/// A laned array [outer..., lanes, inner...]: in memory row-major; in a block of `width` lanes
/// [outer..., inner...][width].
struct LaneLayout {
  std::int64_t outer = 1, num_lanes = 1, inner = 1;
  std::size_t element_bytes = 8;

  explicit LaneLayout(const ArrayType& type);
  std::size_t block_bytes(int width) const {
    return static_cast<std::size_t>(outer * inner * width) * element_bytes;
  }
  /// Whether one block of all lanes is the array as it is.
  bool is_same(int width) const { return inner == 1 && num_lanes == width; }
  /// Where a block of lanes from `first` on lies in the array as it is; -1 where it must be packed.
  std::int64_t offset_in_array(std::int64_t first, int width) const {
    const bool is_part = outer == 1 && inner == 1 && first + width <= num_lanes;
    return is_part ? first * static_cast<std::int64_t>(element_bytes) : -1;
  }
  /// Lanes first, first + 1, ...; those past the end repeat the last lane, whose values are at
  /// least harmless.
  void pack(const std::byte* array, std::byte* block, std::int64_t first, int width) const;
  void unpack(const std::byte* block, std::byte* array, std::int64_t first, int width) const;
};

}  // namespace aleator::llvm
