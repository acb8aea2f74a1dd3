// SPDX-License-Identifier: Apache-2.0
// Defines Buffer, the elements of a computed array, in host memory or still on a device.
#pragma once

#include "aleator/base/dtype.h"
#include "aleator/base/ref.h"
#include "aleator/base/shape.h"

#include <atomic>
#include <cstddef>
#include <memory>

namespace aleator {

/// Elements in the memory of a device.
class DeviceMemory : public Counted {
 public:
  /// Copies them to the host, in row-major order; throws where the device fails.
  virtual void copy_to_host(std::byte* to, Dtype dtype, const Shape& shape) const = 0;
};

/// Row-major elements; copies share them. A *splat* stores one element that stands for all.
/// Whoever made a buffer may write to it until it is shared.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Dtype dtype, Shape shape);               ///< uninitialised
  static Buffer splat(Dtype dtype, Shape shape);  ///< one uninitialised element
  /// Elements that belong to someone else, who keeps them for as long as any copy of this lives.
  static Buffer view(Dtype dtype, Shape shape, std::byte* elements);
  /// Elements that a device holds; they come to the host when they are first looked at.
  static Buffer on_device(Dtype dtype, Shape shape, Ref<const DeviceMemory> memory);
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

  const std::byte* bytes() const { return storage().host(); }
  std::byte* mutable_bytes() { return storage().writable(); }
  std::size_t stored_bytes() const { return storage_ ? storage_->size : 0; }
  template <class T>
  const T* data() const {
    return reinterpret_cast<const T*>(bytes());
  }
  template <class T>
  T* mutable_data() {
    return reinterpret_cast<T*>(mutable_bytes());
  }

  /// The same elements on a device, in this shape, or null.
  Ref<const DeviceMemory> device_memory() const;
  /// Remembers a copy on a device until the elements are written to. Not for splats.
  void set_device_memory(Ref<const DeviceMemory> memory) const;

  /// The same elements under another shape of equal size.
  Buffer reshaped(Shape shape) const;
  /// The same elements, each stored.
  Buffer dense() const;

 private:
  /// On the host, on a device, or on both.
  struct Storage final : Counted {
    explicit Storage(std::size_t size);
    Storage(std::byte* elements, std::size_t size) : bytes(elements), size(size), is_view(true) {}
    Storage(Dtype dtype, Shape shape, Ref<const DeviceMemory> memory);
    ~Storage() override;

    std::byte* host() {
      std::byte* here = bytes.load(std::memory_order_acquire);
      return here || !is_remote.load(std::memory_order_acquire) ? here : fetched();
    }
    std::byte* writable() {
      if (is_remote.load(std::memory_order_acquire)) leave_device();
      return bytes.load(std::memory_order_acquire);
    }
    std::byte* fetched();
    void leave_device();

    std::atomic<std::byte*> bytes;  ///< null until they are fetched
    std::size_t size;
    bool is_view = false;
    std::atomic<bool> is_remote{false};
    /// What a device holds.
    struct Remote {
      Ref<const DeviceMemory> memory;
      Dtype dtype;
      Shape shape;
    };
    std::unique_ptr<Remote> remote;  ///< guarded by a mutex of all storages
  };
  Storage& storage() const {
    if (!storage_)
      __builtin_unreachable();  // g++ 12 warns of atomics behind pointers it finds null
    return *storage_;
  }
  Dtype dtype_ = Dtype::float64;
  bool is_splat_ = false;
  std::int64_t size_ = 0;
  Shape shape_;
  Ref<Storage> storage_;
};

}  // namespace aleator
