// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/index_check.h"

#include "aleator/array/buffer.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/match.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/node.h"

namespace aleator {
namespace {

Dims position_of(std::int64_t element, const Shape& shape) {
  Dims result;
  for (const std::int64_t stride : shape.strides()) {
    result.push_back(element / stride);
    element %= stride;
  }
  return result;
}

template <class T>
void check_range(const char* who, const Buffer& positions, std::int64_t length) {
  const std::int64_t n = positions.is_splat() ? 1 : positions.size();
  const T* data = positions.data<T>();
  for (std::int64_t i = 0; i < n; ++i) {
    const bool is_low = data[i] < T{0};
    if (!is_low && static_cast<std::uint64_t>(data[i]) < static_cast<std::uint64_t>(length))
      continue;
    const bool is_next = static_cast<std::uint64_t>(data[i]) == static_cast<std::uint64_t>(length);
    throw ValueError(text(who, ": index ", data[i], " at ", position_of(i, positions.shape()),
                          " is outside 0..", length - 1,
                          is_next ? " (does the data count from 1?)" : ""));
  }
}

}  // namespace

Array checked_positions(const char* who, const Array& positions, std::int64_t length) {
  check_holds(who, positions);
  if (!is_integer(positions.dtype())) {
    const char* advice = is_boolean(positions.dtype())
                             ? "; a mask would give a shape that depends on values: use where"
                             : "; convert them with astype";
    throw DtypeError(
        text(who, ": indices must be of an integer dtype, got ", positions.dtype(), advice));
  }
  const bool is_known = positions.node()->depth == 0 && !positions.node()->is_live;
  if (is_known && positions.size() > 0) {
    visit_dtype(positions.dtype(), [&](auto zero) {
      using T = decltype(zero);
      if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
        check_range<T>(who, positions.buffer(), length);
    });
  }
  return astype(positions, positions.dtype());
}

}  // namespace aleator
