// SPDX-License-Identifier: Apache-2.0
// Defines OfTime, a value that is the same at every step or a function of the step.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"
#include "aleator/base/error.h"

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

namespace aleator {

/// Made of a T, or of a function from a step (an int64 scalar, which may be traced) to a T.
template <class T>
class OfTime {
 public:
  template <class Value>
  requires(std::convertible_to<Value, T> && !std::same_as<Value, Required>)
      OfTime(const Value& value)
      : constant_(T(value)) {}
  template <class F>
  requires(!std::convertible_to<F, T> && std::is_invocable_r_v<T, const F&, const Array&>)
      OfTime(F f)
      : function_(std::move(f)) {}

  bool is_constant() const { return constant_.has_value(); }
  T operator()(const Array& step) const { return constant_ ? *constant_ : function_(step); }

 private:
  std::optional<T> constant_;
  Callable<T(const Array&)> function_;
};

}  // namespace aleator
