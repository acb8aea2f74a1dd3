// SPDX-License-Identifier: Apache-2.0
// Defines how a network says which bijector acts on numbers: what flows share.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/base/tree.h"
#include "aleator/bijectors/bijector.h"

#include <concepts>
#include <type_traits>

namespace aleator::bijectors {

/// y = exp(log_scale) x + shift.
struct ShiftAndLogScale {
  Array shift;
  Array log_scale = 0.;
};

/// Both from one array, whose last axis holds the two: what networks return. ShapeError where its
/// length is not 2.
ShiftAndLogScale separated(const Array& both);

/// The arrays that a function object holds, if it shows them; a lambda shows none.
template <class F>
Callable<Arrays()> leaves_of(const F& f) {
  if constexpr (requires { f.visit_leaves([](const Array&) {}); }) {
    return [f] { return flatten<Array>(f); };
  } else {
    return {};
  }
}

/// y_i of x_i and the shift and log scale that element i has for y.
using MakeElement = Callable<Array(const Array& x_i, const Array& params_i)>;
/// How a network finds the y whose elements are made one after the other, if it knows a better way
/// than a pass for each: by a member solve(x, make_element).
template <class F>
Callable<Array(const Array&, const MakeElement&)> solve_of(const F& f) {
  if constexpr (requires(const Array& x, const MakeElement& make) {
                  { f.solve(x, make) } -> std::convertible_to<Array>;
                }) {
    return [f](const Array& x, const MakeElement& make) { return f.solve(x, make); };
  } else {
    return {};
  }
}

/// A function that returns shift and log scale, or one array with both on its last axis.
template <class... Args>
class ShiftAndLogScaleFn {
 public:
  ShiftAndLogScaleFn() = default;
  template <class F>
  requires std::is_invocable_r_v<ShiftAndLogScale, const F&, Args...> ShiftAndLogScaleFn(const F& f)
      : function_(f), leaves_(leaves_of(f)) {}
  template <class F>
  requires std::is_invocable_r_v<Array, const F&, Args...> ShiftAndLogScaleFn(const F& f)
      : function_([f](Args... args) { return separated(f(args...)); }),
        leaves_(leaves_of(f)),
        solve_(solve_of(f)) {}
  explicit operator bool() const { return static_cast<bool>(function_); }
  ShiftAndLogScale operator()(Args... args) const { return function_(args...); }
  /// The arrays that the function shows by visit_leaves: a network's Variables.
  Arrays leaves() const { return leaves_ ? leaves_() : Arrays{}; }
  bool has_solve() const { return static_cast<bool>(solve_); }
  Array solve(const Array& x, const MakeElement& make) const { return solve_(x, make); }

 private:
  Callable<ShiftAndLogScale(Args...)> function_;
  Callable<Arrays()> leaves_;
  Callable<Array(const Array&, const MakeElement&)> solve_;
};

/// The map of numbers that these parameters give.
Bijector shift_and_scale(const ShiftAndLogScale& parameters);

/// Throws ValueError unless exactly one of a flow's two options is given.
void check_one_function(const char* who, bool has_shift_and_log_scale_fn, bool has_bijector_fn);

}  // namespace aleator::bijectors
