// SPDX-License-Identifier: Apache-2.0
// Defines Key, the seed of pure random functions.
#pragma once

#include "aleator/array/array.h"

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace aleator {

/// Two words that determine every draw made with them. A key is used once: derive new ones with
/// split and fold_in.
class Key {
 public:
  explicit Key(std::uint64_t seed);
  /// From a uint32 array of shape [2], which may be traced.
  explicit Key(const Array& words);
  const Array& words() const { return words_; }

  template <class F>
  void visit_leaves(F&& f) {
    f(words_);
  }
  template <class F>
  void visit_leaves(F&& f) const {
    f(words_);
  }

 private:
  Array words_;
};

/// A key that depends on `data` too: an integer scalar, which may be traced (a chain, a draw, a
/// step).
Key fold_in(const Key& key, const Array& data);
/// Independent keys.
std::vector<Key> split(const Key& key, int num);
template <std::size_t N>
std::array<Key, N> split(const Key& key) {
  const std::vector<Key> keys = split(key, static_cast<int>(N));
  return [&]<std::size_t... I>(std::index_sequence<I...>) { return std::array<Key, N>{keys[I]...}; }
  (std::make_index_sequence<N>());
}

/// A key from the operating system's entropy, and the seed that makes it again.
std::uint64_t entropy_seed();

}  // namespace aleator
