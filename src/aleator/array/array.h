// SPDX-License-Identifier: Apache-2.0
// Defines Array, the n-dimensional value every computation is written in.
#pragma once

#include "aleator/array/type.h"
#include "aleator/base/dtype.h"
#include "aleator/base/ref.h"
#include "aleator/base/shape.h"

#include <concepts>
#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace aleator {

class Array;
class Buffer;
class Indices;
class Node;

using Arrays = std::vector<Array>;

/// An immutable n-dimensional array: a cheap handle to a node of a graph.
///
/// Operations build nodes and check shapes and dtypes at the call; nothing is computed until a
/// value is read with item(), values(), printing or eval(). An Array made from a C++ scalar is
/// *weak*: it takes the dtype of the strong arrays it meets (`0.5 * x` has the dtype of a floating
/// x). A default-constructed Array holds nothing; using it is an error.
class Array {
 public:
  Array();
  template <class T>
  requires std::is_arithmetic_v<T> Array(T value) : Array(weak_scalar(value)) {}
  Array(const Array&);
  Array(Array&&) noexcept;
  Array& operator=(const Array&);
  Array& operator=(Array&&) noexcept;
  ~Array();

  /// Whether it holds anything.
  bool has_value() const;
  const ArrayType& type() const;
  Dtype dtype() const { return type().dtype; }
  const Shape& shape() const { return type().shape; }
  std::int64_t rank() const { return shape().rank(); }
  std::int64_t size() const { return shape().size(); }
  /// Length of one axis; negative axes count from the end.
  std::int64_t dim(std::int64_t axis) const;
  bool is_weak() const { return type().is_weak; }

  /// Whether its value can be read and stays what it is: it depends on no placeholder of a traced
  /// function and on no Variable.
  bool is_known() const;
  /// The single element, computed now. T is the array's element type, or double for any dtype.
  template <class T = double>
  T item() const;
  /// All elements in row-major order, computed now.
  template <class T = double>
  std::vector<T> values() const;

  /// Part of the array: x[3], x[{Ellipsis, 0}], x[Slice(1, 4)], x[{0, NewAxis}], x[indices]. See
  /// array/ops/index.h.
  Array operator[](const Indices& indices) const;

  /// A truth value must be asked for: x.item<bool>(), or where(), cond(), while_loop() inside
  /// traced functions.
  explicit operator bool() const = delete;

  /// The values as nested lists, large arrays abridged; placeholders as their type.
  std::string to_string() const;

  // For those who write operations and transforms.
  Array(Ref<const Node> node, int output);
  const Node* node() const { return node_.get(); }
  int output() const { return output_; }
  /// The elements, computed now.
  Buffer buffer() const;

 private:
  static Array weak_scalar(bool value);
  static Array weak_scalar(double value);
  static Array weak_scalar(std::int64_t value);
  template <class T>
  static Array weak_scalar(T value) {
    if constexpr (std::floating_point<T>) return weak_scalar(static_cast<double>(value));
    else return weak_scalar(checked_int64(value));
  }
  template <class T>
  static std::int64_t checked_int64(T value) {
    if constexpr (std::unsigned_integral<T> && sizeof(T) == 8) {
      if (value > static_cast<T>(INT64_MAX)) fail_too_large();
    }
    return static_cast<std::int64_t>(value);
  }
  [[noreturn]] static void fail_too_large();

  Ref<const Node> node_;
  int output_ = 0;
};

std::ostream& operator<<(std::ostream& out, const Array& array);

/// An array with these elements: array({1., 2., 3.}) is a vector of length 3.
template <class T>
Array array(std::initializer_list<T> values);
/// Rows of equal length.
template <class T>
Array array(std::initializer_list<std::initializer_list<T>> rows);
/// Elements in row-major order; the shape defaults to a vector.
template <class T>
Array array(const std::vector<T>& values, const std::optional<Shape>& shape = {});
/// The scalar `value` with a dtype of its own (not weak).
template <class T>
Array strong_scalar(T value);

/// An array over elements already in memory.
Array constant(Buffer value, bool is_weak = false);

/// Computes pending arrays together, so that they share work; later reads are free.
void eval(const Arrays& arrays);
template <class... More>
void eval(const Array& first, const More&... more) {
  eval(Arrays{first, more...});
}

}  // namespace aleator
