// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/primitives/strided.h"

#include <cstring>

namespace aleator {
namespace {

void copy_row(std::int64_t n, std::size_t width, const std::byte* from, std::int64_t from_stride,
              std::byte* to, std::int64_t to_stride) {
  if (from_stride == 1 && to_stride == 1) {
    std::memcpy(to, from, static_cast<std::size_t>(n) * width);
    return;
  }
  const auto bytes = static_cast<std::int64_t>(width);
  for (std::int64_t i = 0; i < n; ++i)
    std::memcpy(to + i * to_stride * bytes, from + i * from_stride * bytes, width);
}

}  // namespace

void copy_strided(const Shape& shape, std::size_t width, const std::byte* from,
                  const Dims& from_strides, std::byte* to, const Dims& to_strides) {
  if (shape.empty()) {
    std::memcpy(to, from, width);
    return;
  }
  if (shape.size() == 0) return;
  const std::int64_t rank = shape.rank();
  const std::int64_t n = shape[rank - 1];
  const auto bytes = static_cast<std::int64_t>(width);
  const Shape outer = shape.slice(0, rank - 1);
  // Two odometers in step: the offsets of the first are stored, those of the second visited.
  std::vector<std::int64_t> starts;
  for_each_offset(outer, from_strides, [&](std::int64_t offset) { starts.push_back(offset); });
  std::size_t next = 0;
  for_each_offset(outer, to_strides, [&](std::int64_t offset) {
    copy_row(n, width, from + starts[next++] * bytes, from_strides.back(), to + offset * bytes,
             to_strides.back());
  });
}

}  // namespace aleator
