// SPDX-License-Identifier: Apache-2.0
// Defines PartsFn, a function that makes the parts of a state.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"
#include "aleator/base/error.h"

#include <type_traits>
#include <utility>

namespace aleator::mcmc {

/// A function of Args that returns parts of a state: an Array where there is one part, else a list
/// of Arrays. Must be pure.
template <class... Args>
class PartsFn {
  template <class F>
  static constexpr bool is_function =
      !std::is_same_v<std::remove_cvref_t<F>, PartsFn> &&
      !std::is_same_v<std::remove_cvref_t<F>, Required> &&
      std::is_invocable_v<const std::remove_cvref_t<F>&, const Args&...>;

 public:
  PartsFn() = default;
  template <class F>
  requires is_function<F> PartsFn(F&& f) {
    using Result = std::invoke_result_t<const std::remove_cvref_t<F>&, const Args&...>;
    if constexpr (std::is_convertible_v<Result, Arrays>) {
      function_ = std::forward<F>(f);
    } else {
      static_assert(std::is_convertible_v<Result, Array>,
                    "a function that makes parts of a state returns an Array or a list of Arrays");
      function_ = [f = std::decay_t<F>(std::forward<F>(f))](const Args&... args) {
        return Arrays{f(args...)};
      };
    }
  }
  explicit operator bool() const { return static_cast<bool>(function_); }
  Arrays operator()(const Args&... args) const { return function_(args...); }

 private:
  Callable<Arrays(const Args&...)> function_;
};

}  // namespace aleator::mcmc
