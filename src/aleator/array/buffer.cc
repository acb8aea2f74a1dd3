// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/buffer.h"

#include "aleator/array/large_blocks.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <cstring>
#include <new>

namespace aleator {
namespace {

constexpr std::align_val_t kAlignment{64};  // one cache line, one AVX-512 register
constexpr std::size_t kPooledBytes =
    4096;  // small buffers come and go in every step of an interpreter
constexpr std::size_t kPooledCount = 64;

/// A free list of small blocks per thread and size class; blocks may be freed by another thread
/// than their maker.
class Pool {
 public:
  ~Pool() {
    for (auto& blocks : free_) {
      for (std::byte* block : blocks) ::operator delete(block, kAlignment);
    }
    is_alive = false;
  }
  std::byte* take(std::size_t size) {
    auto& blocks = free_[size_class(size)];
    if (blocks.empty()) {
      const std::size_t rounded = (size_class(size) + 1) * 64;
      return static_cast<std::byte*>(::operator new(rounded, kAlignment));
    }
    std::byte* block = blocks.back();
    blocks.pop_back();
    return block;
  }
  void give(std::byte* block, std::size_t size) {
    auto& blocks = free_[size_class(size)];
    if (blocks.size() < kPooledCount) {
      blocks.push_back(block);
    } else {
      ::operator delete(block, kAlignment);
    }
  }
  static thread_local bool
      is_alive;  // buffers with static lifetime die after the pool of their thread

 private:
  static std::size_t size_class(std::size_t size) { return (size == 0 ? 0 : size - 1) / 64; }
  std::vector<std::byte*> free_[kPooledBytes / 64];
};
thread_local bool Pool::is_alive = true;
thread_local Pool pool;

}  // namespace

Buffer::Storage::Storage(std::size_t size) : size(size) {
  if (size >= kLargeBytes) bytes = take_large_block(size);
  else if (size <= kPooledBytes && Pool::is_alive) bytes = pool.take(size);
  else bytes = static_cast<std::byte*>(::operator new(size, kAlignment));
}

Buffer::Storage::~Storage() {
  if (is_view) return;
  if (size >= kLargeBytes) give_large_block(bytes, size);
  else if (size <= kPooledBytes && Pool::is_alive) pool.give(bytes, size);
  else ::operator delete(bytes, kAlignment);
}

Buffer::Buffer(Dtype dtype, Shape shape)
    : dtype_(dtype),
      size_(shape.size()),
      shape_(std::move(shape)),
      storage_(make_ref<Storage>(static_cast<std::size_t>(size_) * size_of(dtype))) {}

Buffer Buffer::splat(Dtype dtype, Shape shape) {
  Buffer buffer(dtype, Shape{});
  buffer.size_ = shape.size();
  buffer.is_splat_ = buffer.size_ != 1;
  buffer.shape_ = std::move(shape);
  return buffer;
}

Buffer Buffer::view(Dtype dtype, Shape shape, std::byte* elements) {
  Buffer buffer;
  buffer.dtype_ = dtype;
  buffer.size_ = shape.size();
  buffer.shape_ = std::move(shape);
  buffer.storage_ =
      make_ref<Storage>(elements, static_cast<std::size_t>(buffer.size_) * size_of(dtype));
  return buffer;
}

Buffer Buffer::reshaped(Shape shape) const {
  if (shape.size() != size_) {
    throw ShapeError(
        text("reshape: ", shape_, " has ", size_, " elements, ", shape, " has ", shape.size()));
  }
  Buffer result = *this;
  result.shape_ = std::move(shape);
  return result;
}

Buffer Buffer::dense() const {
  if (!is_splat_) return *this;
  Buffer result(dtype_, shape_);
  const std::size_t width = size_of(dtype_);
  for (std::int64_t i = 0; i < size_; ++i) {
    std::memcpy(result.mutable_bytes() + static_cast<std::size_t>(i) * width, bytes(), width);
  }
  return result;
}

}  // namespace aleator
