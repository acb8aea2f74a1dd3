// SPDX-License-Identifier: Apache-2.0
// Defines LossFn, what minimize makes small.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"
#include "aleator/random/key.h"

#include <type_traits>
#include <utility>

namespace aleator::optimize {

namespace loss_detail {

template <class F, class... First, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return std::is_invocable_r_v<Array, const F&, const First&...,
                               decltype((void)I, std::declval<const Array&>())...>;
}
/// Which number of Arrays, 0..16, F takes after the arguments First: -1 for none, 17 for several.
template <class F, class... First>
constexpr int num_arrays() {
  return []<std::size_t... N>(std::index_sequence<N...>) {
    int found = -1;
    ((found = !takes<F, First...>(std::make_index_sequence<N>()) ? found
              : found == -1                                      ? static_cast<int>(N)
                                                                 : 17),
     ...);
    return found;
  }
  (std::make_index_sequence<17>());
}
/// Whether F is (First..., a list of Arrays).
template <class F, class... First>
constexpr bool takes_list =
    std::is_invocable_r_v<Array, const F&, const First&..., const Arrays&> &&
    !std::is_invocable_r_v<Array, const F&, const First&..., const Array&>;

}  // namespace loss_detail

/// A scalar loss: f(), f(Key), f(Array...) or f(Key, Array...), or with one list, const Arrays&, in
/// place of Array.... The Arrays are rows of `data`. Must be pure; it may read Variables.
class LossFn {
 public:
  /// A function without a key is not asked whether it takes one: its body need not compile with
  /// one.
  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, LossFn>) LossFn(const F& f) {
    constexpr int plain = loss_detail::num_arrays<F>();
    if constexpr (plain == 17 || plain >= 0) {
      set<plain>(f, [f](const Key&, const auto&... x) { return Array(f(x...)); });
    } else if constexpr (loss_detail::takes_list<F>) {
      function_ = [f](const Key&, const Arrays& x) { return Array(f(x)); };
    } else if constexpr (loss_detail::takes_list<F, Key>) {
      takes_key_ = true;
      function_ = f;
    } else {
      takes_key_ = true;
      set<loss_detail::num_arrays<F, Key>()>(
          f, [f](const Key& key, const auto&... x) { return Array(f(key, x...)); });
    }
  }

  bool takes_key() const { return takes_key_; }
  /// -1 for any.
  int num_arrays() const { return num_arrays_; }
  Array operator()(const Key& key, const Arrays& rows) const { return function_(key, rows); }

 private:
  template <int N, class F, class G>
  void set(const F&, const G& g) {
    static_assert(N != -1, "a loss is f(), f(Key), f(Array...) or f(Key, Array...)");
    static_assert(N != 17,
                  "a loss must take a fixed number of Arrays: name its parameters, (Array x, Array "
                  "y)");
    num_arrays_ = N;
    if constexpr (N >= 0 && N < 17) {
      function_ = [g](const Key& key, const Arrays& rows) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) { return g(key, rows[I]...); }
        (std::make_index_sequence<static_cast<std::size_t>(N)>());
      };
    }
  }

  Callable<Array(const Key&, const Arrays&)> function_;
  int num_arrays_ = -1;
  bool takes_key_ = false;
};

}  // namespace aleator::optimize
