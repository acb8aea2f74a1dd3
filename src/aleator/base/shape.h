// SPDX-License-Identifier: Apache-2.0
// Defines Shape, the list of an array's dimensions.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace aleator {

/// One dimension or axis; takes any integer type, so that {v.size(), n} does not narrow.
class Dim {
 public:
  template <std::integral T>
  constexpr Dim(T value) : value_(static_cast<std::int64_t>(value)) {}
  constexpr operator std::int64_t() const { return value_; }

 private:
  std::int64_t value_;
};

/// Axes or dimensions where any number of them is meant: {0, 1}.
using Dims = std::vector<std::int64_t>;

class Shape {
 public:
  Shape() = default;
  Shape(std::initializer_list<Dim> dims) : dims_(dims.begin(), dims.end()) {}
  explicit Shape(Dims dims) : dims_(std::move(dims)) {}

  std::int64_t rank() const { return static_cast<std::int64_t>(dims_.size()); }
  /// Number of elements: the product of the dimensions, 1 for a scalar.
  std::int64_t size() const;
  std::int64_t operator[](std::int64_t axis) const { return dims_[static_cast<std::size_t>(axis)]; }
  std::int64_t& operator[](std::int64_t axis) { return dims_[static_cast<std::size_t>(axis)]; }
  const Dims& dims() const { return dims_; }
  auto begin() const { return dims_.begin(); }
  auto end() const { return dims_.end(); }
  bool empty() const { return dims_.empty(); }

  /// Dimensions first..last-1.
  Shape slice(std::int64_t first, std::int64_t last) const;
  Shape without(std::int64_t axis) const;
  Shape with_inserted(std::int64_t axis, std::int64_t dim) const;
  /// Row-major strides in elements.
  Dims strides() const;

  friend bool operator==(const Shape&, const Shape&) = default;
  friend Shape operator+(const Shape& a, const Shape& b);  ///< concatenation
  std::string to_string() const;                           ///< "[3, 4]", "[]"

 private:
  Dims dims_;
};

/// NumPy's rule: trailing dimensions are equal or 1. `who` names the operation in the error.
Shape broadcast_shapes(const Shape& a, const Shape& b, const char* who);

/// Turns a possibly negative axis into 0..rank-1 or throws ShapeError naming `who`.
std::int64_t normalize_axis(std::int64_t axis, std::int64_t rank, const char* who);
/// The same for a list, sorted; duplicates are an error.
Dims normalize_axes(Dims axes, std::int64_t rank, const char* who);

}  // namespace aleator
