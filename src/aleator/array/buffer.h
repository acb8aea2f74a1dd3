// SPDX-License-Identifier: Apache-2.0
// Defines Buffer, the elements of a computed array in host memory.
#pragma once

#include "aleator/base/dtype.h"
#include "aleator/base/ref.h"
#include "aleator/base/shape.h"

#include <cstddef>

namespace aleator {

/// Row-major elements; copies share them. A *splat* stores one element that stands for all.
/// Whoever made a buffer may write to it until it is shared.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Dtype dtype, Shape shape);               ///< uninitialised
  static Buffer splat(Dtype dtype, Shape shape);  ///< one uninitialised element
  /// Elements that belong to someone else, who keeps them for as long as any copy of this lives.
  static Buffer view(Dtype dtype, Shape shape, std::byte* elements);
  template <class T>
  static Buffer scalar(T value) {
    Buffer buffer(dtype_of<T>(), Shape{});
    *buffer.mutable_data<T>() = value;
    return buffer;
  }

  Dtype dtype() const { return dtype_; }
  const Shape& shape() const { return shape_; }
  std::int64_t size() const { return size_; }
  bool is_splat() const { return is_splat_; }
  bool is_view() const { return storage_ && storage_->is_view; }
  /// Whether the memory is referenced by this buffer alone.
  bool is_unique() const { return storage_ && storage_->num_references() == 1; }
  explicit operator bool() const { return static_cast<bool>(storage_); }

  const std::byte* bytes() const { return storage_->bytes; }
  std::byte* mutable_bytes() { return storage_->bytes; }
  std::size_t stored_bytes() const { return storage_ ? storage_->size : 0; }
  template <class T>
  const T* data() const {
    return reinterpret_cast<const T*>(storage_->bytes);
  }
  template <class T>
  T* mutable_data() {
    return reinterpret_cast<T*>(storage_->bytes);
  }

  /// The same elements under another shape of equal size.
  Buffer reshaped(Shape shape) const;
  /// The same elements, each stored.
  Buffer dense() const;

 private:
  struct Storage final : Counted {
    explicit Storage(std::size_t size);
    Storage(std::byte* elements, std::size_t size) : bytes(elements), size(size), is_view(true) {}
    ~Storage() override;
    std::byte* bytes;
    std::size_t size;
    bool is_view = false;
  };
  Dtype dtype_ = Dtype::float64;
  bool is_splat_ = false;
  std::int64_t size_ = 0;
  Shape shape_;
  Ref<Storage> storage_;
};

}  // namespace aleator
