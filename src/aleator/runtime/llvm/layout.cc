// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/llvm/layout.h"

#include "aleator/runtime/llvm/transpose.h"

#include <algorithm>

namespace aleator::llvm {
namespace {

template <class F>
void with_element(std::size_t bytes, F&& f) {
  if (bytes == 8) return f(std::uint64_t{});
  if (bytes == 4) return f(std::uint32_t{});
  f(std::uint8_t{});
}

}  // namespace

LaneLayout::LaneLayout(const ArrayType& type) : element_bytes(size_of(type.dtype)) {
  outer = type.shape.slice(0, type.lane_axis).size();
  num_lanes = type.shape[type.lane_axis];
  inner = type.shape.slice(type.lane_axis + 1, type.shape.rank()).size();
}

namespace {

constexpr int kMostLanes = 256;

}  // namespace

void LaneLayout::pack(const std::byte* array, std::byte* block, std::int64_t first,
                      int width) const {
  with_element(element_bytes, [&](auto zero) {
    using T = decltype(zero);
    const T* rows[kMostLanes];
    for (std::int64_t o = 0; o < outer; ++o) {
      for (int lane = 0; lane < width; ++lane) {
        const std::int64_t c = std::min(first + lane, num_lanes - 1);
        rows[lane] = reinterpret_cast<const T*>(array) + (o * num_lanes + c) * inner;
      }
      interleave(rows, inner, width, reinterpret_cast<T*>(block) + o * inner * width);
    }
  });
}

void LaneLayout::unpack(const std::byte* block, std::byte* array, std::int64_t first,
                        int width) const {
  const auto used = static_cast<int>(std::min<std::int64_t>(width, num_lanes - first));
  with_element(element_bytes, [&](auto zero) {
    using T = decltype(zero);
    T* rows[kMostLanes];
    for (std::int64_t o = 0; o < outer; ++o) {
      for (int lane = 0; lane < used; ++lane)
        rows[lane] = reinterpret_cast<T*>(array) + (o * num_lanes + first + lane) * inner;
      separate(reinterpret_cast<const T*>(block) + o * inner * width, inner, width, used, rows);
    }
  });
}

}  // namespace aleator::llvm
