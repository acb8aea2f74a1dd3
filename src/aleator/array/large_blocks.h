// SPDX-License-Identifier: Apache-2.0
// Declares memory for large arrays that is kept for the next one.
#pragma once

#include <cstddef>

namespace aleator {

/// Blocks of at least this size are handed out here. A fresh one costs a page fault every 4 KB,
/// more than a simple operation on it.
inline constexpr std::size_t kLargeBytes = std::size_t{1} << 20;

/// A block of at least `size` bytes, at 64 bytes or better. Throws std::bad_alloc.
std::byte* take_large_block(std::size_t size);
/// Returns a block that was taken with this size; up to 256 MB are kept, the latest first.
void give_large_block(std::byte* block, std::size_t size) noexcept;

}  // namespace aleator
