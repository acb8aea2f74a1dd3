// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/array.h"

#include "aleator/array/buffer.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/node.h"
#include "aleator/graph/trace.h"

namespace aleator {
namespace {

/// Element i as T; throws unless T is the element type or double.
template <class T>
T read_element(const Buffer& buffer, std::int64_t i) {
  const std::int64_t at = buffer.is_splat() ? 0 : i;
  if constexpr (std::is_same_v<T, double>) {
    return visit_dtype(buffer.dtype(), [&](auto zero) {
      return static_cast<double>(buffer.data<decltype(zero)>()[at]);
    });
  } else {
    return buffer.data<T>()[at];
  }
}

template <class T>
void check_element_type(const Buffer& buffer, const char* who) {
  if (!std::is_same_v<T, double> && buffer.dtype() != dtype_of<T>()) {
    throw DtypeError(text(who, "<", dtype_of<T>(), ">: the array is ", buffer.dtype(),
                          "; ask for that type or convert with astype"));
  }
}

template <class T>
Buffer copy_elements(const T* first, std::int64_t n, const Shape& shape) {
  if (shape.size() != n)
    throw ShapeError(text("array: ", n, " elements do not fill shape ", shape));
  Buffer buffer(dtype_of<T>(), shape);
  for (std::int64_t i = 0; i < n; ++i) buffer.mutable_data<T>()[i] = first[i];
  return buffer;
}

}  // namespace

Array::Array() = default;
Array::Array(const Array&) = default;
Array::Array(Array&&) noexcept = default;
Array& Array::operator=(const Array&) = default;
Array& Array::operator=(Array&&) noexcept = default;
Array::~Array() = default;
Array::Array(Ref<const Node> node, int output) : node_(std::move(node)), output_(output) {}

bool Array::has_value() const { return static_cast<bool>(node_); }

const ArrayType& Array::type() const {
  if (!node_) throw ValueError("an Array that holds no value (default-constructed?) is used");
  return node_->types[static_cast<std::size_t>(output_)];
}

std::int64_t Array::dim(std::int64_t axis) const {
  return shape()[normalize_axis(axis, rank(), "dim")];
}

Array Array::weak_scalar(bool value) { return literal(Buffer::scalar(value), true); }
Array Array::weak_scalar(double value) { return literal(Buffer::scalar(value), true); }
Array Array::weak_scalar(std::int64_t value) { return literal(Buffer::scalar(value), true); }
void Array::fail_too_large() {
  throw ValueError(
      "Array: an unsigned 64-bit scalar above 2^63 - 1 needs a dtype; write strong_scalar(value)");
}

Buffer Array::buffer() const {
  type();
  if (node_->constant) return node_->constant;
  if (!node_->published()) {
    if (node_->depth > 0) fail_reading_placeholder(*this);
    if (node_->is_live) return compute({*this})[0];
    evaluate({*this});
  }
  return (*node_->published())[static_cast<std::size_t>(output_)].node()->constant;
}

bool Array::is_known() const {
  type();
  return node_->depth == 0 && !node_->is_live;
}

template <class T>
T Array::item() const {
  if (size() != 1)
    throw ShapeError(
        text("item: needs an array with one element, got shape ", shape(), "; use values()"));
  const Buffer elements = buffer();
  check_element_type<T>(elements, "item");
  return read_element<T>(elements, 0);
}

template <class T>
std::vector<T> Array::values() const {
  const Buffer elements = buffer();
  check_element_type<T>(elements, "values");
  std::vector<T> result(static_cast<std::size_t>(elements.size()));
  for (std::int64_t i = 0; i < elements.size(); ++i)
    result[static_cast<std::size_t>(i)] = read_element<T>(elements, i);
  return result;
}

template <class T>
Array array(std::initializer_list<T> values) {
  return array(std::vector<T>(values));
}

template <class T>
Array array(std::initializer_list<std::initializer_list<T>> rows) {
  std::vector<T> values;
  for (const auto& row : rows) {
    if (row.size() != rows.begin()->size()) throw ShapeError("array: rows differ in length");
    values.insert(values.end(), row.begin(), row.end());
  }
  return array(values, Shape{rows.size(), rows.size() == 0 ? 0 : rows.begin()->size()});
}

template <class T>
Array array(const std::vector<T>& values, const std::optional<Shape>& shape) {
  const auto n = static_cast<std::int64_t>(values.size());
  const Shape to = shape ? *shape : Shape{n};
  if constexpr (std::is_same_v<T, bool>) {
    const std::vector<std::uint8_t> bytes(values.begin(), values.end());
    return constant(copy_elements(reinterpret_cast<const bool*>(bytes.data()), n, to));
  } else {
    return constant(copy_elements(values.data(), n, to));
  }
}

template <class T>
Array strong_scalar(T value) {
  return constant(Buffer::scalar(value));
}

void eval(const Arrays& arrays) {
  for (const Array& array : arrays) {
    array.type();
    if (array.node()->depth > 0) fail_reading_placeholder(array);
  }
  evaluate(arrays);
}

#define ALEATOR_FOR_ELEMENT(T)                                                 \
  template T Array::item<T>() const;                                           \
  template std::vector<T> Array::values<T>() const;                            \
  template Array array<T>(std::initializer_list<T>);                           \
  template Array array<T>(std::initializer_list<std::initializer_list<T>>);    \
  template Array array<T>(const std::vector<T>&, const std::optional<Shape>&); \
  template Array strong_scalar<T>(T);
ALEATOR_FOR_ELEMENT(bool)
ALEATOR_FOR_ELEMENT(std::int32_t)
ALEATOR_FOR_ELEMENT(std::int64_t)
ALEATOR_FOR_ELEMENT(std::uint32_t)
ALEATOR_FOR_ELEMENT(std::uint64_t)
ALEATOR_FOR_ELEMENT(float)
ALEATOR_FOR_ELEMENT(double)
#undef ALEATOR_FOR_ELEMENT

}  // namespace aleator
