// SPDX-License-Identifier: Apache-2.0
// Declares access to parts of arrays: x[...], take, one_hot, and writing to parts.
//
// Positions given as numbers or as computed arrays are checked when used; those that are known only
// inside traced functions are clamped to the valid range. Only numbers may count from the end (-1
// is the last): a negative entry of an array of positions is an error of the data.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// Elements start, start + step, ... before stop, as in NumPy: either end may be left out, negative
/// ones count from the end, and what lies outside is cut off. Slice(2) is 2:, Slice({}, 2) is :2,
/// Slice({}, {}, -1) is ::-1.
struct Slice {
  Slice() = default;
  Slice(std::optional<Dim> start, std::optional<Dim> stop = {}, std::int64_t step = 1)
      : start(start), stop(stop), step(step) {}
  std::optional<Dim> start, stop;
  std::int64_t step = 1;
};

struct EllipsisIndex {};
struct NewAxisIndex {};
/// As many whole axes as are left over.
inline constexpr EllipsisIndex Ellipsis{};
/// A new axis of length 1.
inline constexpr NewAxisIndex NewAxis{};

/// What stands for one axis in x[{...}]: a number, a Slice, Ellipsis, NewAxis or an integer array
/// of positions.
class Index {
 public:
  enum class Kind { number, slice, ellipsis, new_axis, positions };

  template <std::integral T>
  requires(!std::same_as<T, bool>) Index(T number)
      : kind(Kind::number), number(static_cast<std::int64_t>(number)) {}
  Index(const Slice& slice) : kind(Kind::slice), slice(slice) {}
  Index(EllipsisIndex) : kind(Kind::ellipsis) {}
  Index(NewAxisIndex) : kind(Kind::new_axis) {}
  Index(const Array& positions) : kind(Kind::positions), positions(positions) {}

  Kind kind;
  std::int64_t number = 0;
  Slice slice;
  Array positions;
};

/// The indices of x[...], from the first axis on; axes left over at the end are taken whole. A
/// number removes its axis. Arrays of positions are broadcast together and taken jointly, as in
/// NumPy: their axes stand where the indexed axes were, or in front if these are not neighbours.
class Indices {
 public:
  Indices(std::initializer_list<Index> indices) : list(indices) {}
  template <class T>
  requires std::convertible_to<const T&, Index> Indices(const T& index) : list{Index(index)} {}

  std::vector<Index> list;
};

/// Entries of x at these positions along an axis; the axes of `indices` replace that axis.
Array take(const Array& x, const Array& indices, std::int64_t axis = 0);
/// result[..., i, ...] = x[..., indices[..., i, ...], ...]; the other axes are broadcast.
Array take_along_axis(const Array& x, const Array& indices, std::int64_t axis = -1);
/// 1 at position indices[...] of a new last axis of length num_classes, else 0.
Array one_hot(const Array& indices, std::int64_t num_classes, Dtype dtype = float64);

/// A block of these sizes at the given starts, one scalar per axis, moved so that it lies inside x.
Array dynamic_slice(const Array& x, const Arrays& starts, const Dims& sizes);
/// x with a block replaced.
Array dynamic_update_slice(const Array& x, const Array& update, const Arrays& starts);

/// x with x[indices] replaced by the updates, which are broadcast. Where positions repeat, the last
/// one stays.
Array set_at(const Array& x, const Indices& indices, const Array& updates);
/// x with the updates combined into x[indices]; repeated positions count repeatedly.
Array add_at(const Array& x, const Indices& indices, const Array& updates);
Array multiply_at(const Array& x, const Indices& indices, const Array& updates);
Array max_at(const Array& x, const Indices& indices, const Array& updates);
Array min_at(const Array& x, const Indices& indices, const Array& updates);

enum class Side { Left, Right };
/// Where values belong in a sorted vector: the number of its elements that are less (Left) or not
/// greater (Right). NaN is greater than all else.
Array searchsorted(const Array& sorted, const Array& values, Side side = Side::Left);

}  // namespace aleator
