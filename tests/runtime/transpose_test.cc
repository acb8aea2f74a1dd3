// SPDX-License-Identifier: Apache-2.0
// Tests the rearrangement of lanes for lengths and widths that squares fill, and that they do not.
#include "aleator/runtime/llvm/transpose.h"

#include <vector>

#include <gtest/gtest.h>

namespace aleator::llvm {
namespace {

template <class T>
void check(std::int64_t length, int width, int used) {
  std::vector<std::vector<T>> rows, back;
  std::vector<const T*> from;
  std::vector<T*> to;
  const auto n = static_cast<std::size_t>(length);
  for (int lane = 0; lane < width; ++lane) {
    rows.emplace_back(n);
    back.emplace_back(n);
    for (std::size_t i = 0; i < n; ++i)
      rows.back()[i] = static_cast<T>(1000 * static_cast<std::size_t>(lane) + i);
  }
  for (int lane = 0; lane < width; ++lane) {
    from.push_back(rows[static_cast<std::size_t>(lane)].data());
    to.push_back(back[static_cast<std::size_t>(lane)].data());
  }
  std::vector<T> block(n * static_cast<std::size_t>(width));
  interleave(from.data(), length, width, block.data());
  for (std::size_t i = 0; i < n; ++i) {
    for (int lane = 0; lane < width; ++lane) {
      const auto l = static_cast<std::size_t>(lane);
      EXPECT_EQ(block[i * static_cast<std::size_t>(width) + l], rows[l][i]);
    }
  }
  separate(block.data(), length, width, used, to.data());
  for (int lane = 0; lane < width; ++lane) {
    const auto l = static_cast<std::size_t>(lane);
    EXPECT_EQ(back[l], lane < used ? rows[l] : std::vector<T>(n)) << lane;
  }
}

TEST(Transpose, RowsToLanesAndBack) {
  for (const int width : {1, 2, 4, 8, 16}) {
    for (const std::int64_t length : {0, 1, 3, 4, 9, 32}) {
      for (int used = 1; used <= width; ++used) {
        check<std::uint64_t>(length, width, used);
        check<std::uint32_t>(length, width, used);
        check<std::uint8_t>(length, width, used);
      }
    }
  }
}

}  // namespace
}  // namespace aleator::llvm
