// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/buffer.h"

#include "aleator/array/large_blocks.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <cstring>
#include <mutex>
#include <new>
#include <vector>

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
/// Copies to and from devices are rare and wait for each other anyway.
std::mutex remote_mutex;

std::byte* taken(std::size_t size) {
  if (size >= kLargeBytes) return take_large_block(size);
  if (size <= kPooledBytes && Pool::is_alive) return pool.take(size);
  return static_cast<std::byte*>(::operator new(size, kAlignment));
}

void give(std::byte* bytes, std::size_t size) {
  if (size >= kLargeBytes) give_large_block(bytes, size);
  else if (size <= kPooledBytes && Pool::is_alive) pool.give(bytes, size);
  else ::operator delete(bytes, kAlignment);
}

}  // namespace

Buffer::Storage::Storage(std::size_t size) : bytes(taken(size)), size(size) {}

Buffer::Storage::Storage(Dtype dtype, Shape shape, Ref<const DeviceMemory> memory)
    : bytes(nullptr),
      size(static_cast<std::size_t>(shape.size()) * size_of(dtype)),
      is_remote(true),
      remote(new Remote{std::move(memory), dtype, std::move(shape)}) {}

Buffer::Storage::~Storage() {
  std::byte* here = bytes.load(std::memory_order_relaxed);
  if (here && !is_view) give(here, size);
}

std::byte* Buffer::Storage::fetched() {
  const std::lock_guard lock(remote_mutex);
  if (std::byte* here = bytes.load(std::memory_order_acquire)) return here;
  std::byte* here = taken(size);
  try {
    remote->memory->copy_to_host(here, remote->dtype, remote->shape);
  } catch (...) {
    give(here, size);
    throw;
  }
  bytes.store(here, std::memory_order_release);
  return here;
}

void Buffer::Storage::leave_device() {
  host();
  const std::lock_guard lock(remote_mutex);
  is_remote.store(false, std::memory_order_release);
  remote = {};
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

Buffer Buffer::on_device(Dtype dtype, Shape shape, Ref<const DeviceMemory> memory) {
  Buffer buffer;
  buffer.dtype_ = dtype;
  buffer.size_ = shape.size();
  buffer.shape_ = shape;
  buffer.storage_ = make_ref<Storage>(dtype, std::move(shape), std::move(memory));
  return buffer;
}

Ref<const DeviceMemory> Buffer::device_memory() const {
  if (!storage_ || is_splat_ || !storage_->is_remote.load(std::memory_order_acquire)) return {};
  const std::lock_guard lock(remote_mutex);
  const auto& remote = storage_->remote;
  return remote && remote->shape == shape_ && remote->dtype == dtype_ ? remote->memory
                                                                      : Ref<const DeviceMemory>();
}

void Buffer::set_device_memory(Ref<const DeviceMemory> memory) const {
  const std::lock_guard lock(remote_mutex);
  storage_->remote.reset(new Storage::Remote{std::move(memory), dtype_, shape_});
  storage_->is_remote.store(true, std::memory_order_release);
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
