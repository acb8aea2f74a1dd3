// SPDX-License-Identifier: Apache-2.0
// Defines Callable, a shared type-erased function (a lean std::function).
#pragma once

#include "aleator/base/ref.h"

#include <concepts>
#include <type_traits>
#include <utility>

namespace aleator {

template <class Signature>
class Callable;

/// Holds any function object, function or lambda; copies share it. Empty when default constructed.
template <class Result, class... Args>
class Callable<Result(Args...)> {
 public:
  Callable() = default;
  Callable(Result (*function)(Args...)) : Callable(Pointer{function}) {}
  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, Callable> &&
           std::is_invocable_r_v<Result, const std::remove_cvref_t<F>&, Args...>) Callable(F&& f)
      : target_(make_ref<Holder<std::remove_cvref_t<F>>>(std::forward<F>(f))) {}

  Result operator()(Args... args) const { return target_->call(std::forward<Args>(args)...); }
  explicit operator bool() const { return static_cast<bool>(target_); }

 private:
  struct Pointer {
    Result (*function)(Args...);
    Result operator()(Args... args) const { return function(std::forward<Args>(args)...); }
  };
  struct Base : Counted {
    virtual Result call(Args... args) const = 0;
  };
  template <class F>
  struct Holder final : Base {
    explicit Holder(F f) : f(std::move(f)) {}
    Result call(Args... args) const override { return f(std::forward<Args>(args)...); }
    F f;
  };
  Ref<const Base> target_;
};

}  // namespace aleator
