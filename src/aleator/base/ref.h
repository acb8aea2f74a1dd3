// SPDX-License-Identifier: Apache-2.0
// Defines Ref, an intrusive reference-counted pointer, and its base class Counted.
#pragma once

#include <atomic>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace aleator {

/// Base of everything shared through Ref. Counting is atomic; the last reference deletes.
class Counted {
 public:
  Counted() = default;
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  /// Who finds 1 may write: everything that former holders did happened before.
  std::int64_t num_references() const { return references_.load(std::memory_order_acquire); }

 protected:
  virtual ~Counted() = default;

 private:
  template <class T>
  friend class Ref;
  void retain() const { references_.fetch_add(1, std::memory_order_relaxed); }
  void release() const {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }
  mutable std::atomic<std::int64_t> references_{0};
};

template <class T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(T* object) : object_(object) { retain(); }
  Ref(const Ref& other) : object_(other.object_) { retain(); }
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  template <class U>
  requires(!std::is_same_v<T, U> && std::is_convertible_v<U*, T*>) Ref(const Ref<U>& other)
      : object_(other.get()) {
    retain();
  }
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_) static_cast<const Counted*>(object_)->release();
  }

  T* get() const { return object_; }
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }
  friend bool operator==(const Ref& a, const Ref& b) { return a.object_ == b.object_; }

 private:
  void retain() const {
    if (object_) static_cast<const Counted*>(object_)->retain();
  }
  T* object_ = nullptr;
};

template <class T, class... Args>
Ref<T> make_ref(Args&&... args) {
  return Ref<T>(new T(std::forward<Args>(args)...));
}

}  // namespace aleator
