// SPDX-License-Identifier: Apache-2.0
// Declares the indices of x[...] until array/ops/index.h does.
#pragma once

#if __has_include("aleator/array/ops/index.h")
#include "aleator/array/ops/index.h"
#else
#include "aleator/array/array.h"

namespace aleator {

/// Elements start, start + step, ... before stop; either end may be left out.
struct Slice {
  Slice() = default;
  Slice(std::optional<Dim> start, std::optional<Dim> stop = {}, std::int64_t step = 1);
  std::optional<Dim> start = {}, stop = {};
  std::int64_t step = 1;
};

struct EllipsisIndex {};
struct NewAxisIndex {};
inline constexpr EllipsisIndex Ellipsis{};  ///< as many whole axes as are left over
inline constexpr NewAxisIndex NewAxis{};    ///< a new axis of length 1

/// What stands for one axis in x[{...}].
class Index {
 public:
  template <std::integral T>
  requires(!std::same_as<T, bool>) Index(T number);
  Index(const Slice& slice);
  Index(EllipsisIndex);
  Index(NewAxisIndex);
  Index(const Array& positions);
};

/// The indices of x[...], from the first axis on; one index needs no braces.
class Indices {
 public:
  Indices(std::initializer_list<Index> indices);
  template <class T>
  requires std::convertible_to<const T&, Index> Indices(const T& index);
};

}  // namespace aleator
#endif
