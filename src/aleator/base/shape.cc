// SPDX-License-Identifier: Apache-2.0
#include "aleator/base/shape.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>

namespace aleator {

std::int64_t Shape::size() const {
  std::int64_t product = 1;
  for (const std::int64_t dim : dims_) product *= dim;
  return product;
}

Shape Shape::slice(std::int64_t first, std::int64_t last) const {
  return Shape(Dims(dims_.begin() + first, dims_.begin() + std::max(first, last)));
}

Shape Shape::without(std::int64_t axis) const {
  Dims dims = dims_;
  dims.erase(dims.begin() + axis);
  return Shape(std::move(dims));
}

Shape Shape::with_inserted(std::int64_t axis, std::int64_t dim) const {
  Dims dims = dims_;
  dims.insert(dims.begin() + axis, dim);
  return Shape(std::move(dims));
}

Dims Shape::strides() const {
  Dims strides(dims_.size(), 1);
  for (std::int64_t i = rank() - 2; i >= 0; --i) {
    const auto k = static_cast<std::size_t>(i);
    strides[k] = strides[k + 1] * dims_[k + 1];
  }
  return strides;
}

Shape operator+(const Shape& a, const Shape& b) {
  Dims dims = a.dims_;
  dims.insert(dims.end(), b.dims_.begin(), b.dims_.end());
  return Shape(std::move(dims));
}

std::string Shape::to_string() const { return text(dims_); }

Shape broadcast_shapes(const Shape& a, const Shape& b, const char* who) {
  const Shape& longer = a.rank() >= b.rank() ? a : b;
  const Shape& shorter = a.rank() >= b.rank() ? b : a;
  Shape result = longer;
  const std::int64_t shift = longer.rank() - shorter.rank();
  for (std::int64_t i = 0; i < shorter.rank(); ++i) {
    std::int64_t& dim = result[i + shift];
    if (dim == 1) dim = shorter[i];
    if (shorter[i] != dim && shorter[i] != 1) {
      throw ShapeError(text(who, ": shapes ", a, " and ", b,
                            " do not broadcast (trailing dimensions must be equal or 1)"));
    }
  }
  return result;
}

std::int64_t normalize_axis(std::int64_t axis, std::int64_t rank, const char* who) {
  if (axis < -rank || axis >= rank) {
    throw ShapeError(text(who, ": axis ", axis, " is outside the ", rank, " axes of the array"));
  }
  return axis < 0 ? axis + rank : axis;
}

Dims normalize_axes(Dims axes, std::int64_t rank, const char* who) {
  for (std::int64_t& axis : axes) axis = normalize_axis(axis, rank, who);
  std::sort(axes.begin(), axes.end());
  if (std::adjacent_find(axes.begin(), axes.end()) != axes.end()) {
    throw ShapeError(text(who, ": an axis is named twice in ", axes));
  }
  return axes;
}

}  // namespace aleator
