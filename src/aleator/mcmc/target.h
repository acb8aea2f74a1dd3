// SPDX-License-Identifier: Apache-2.0
// Defines the log density that samplers see, over one flat position.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/graph/function.h"

#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace aleator::mcmc {

namespace target_detail {

template <class F, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return std::is_invocable_v<const F&, decltype((void)I, std::declval<const Array&>())...>;
}
template <class F, std::size_t N>
constexpr bool takes_arrays = takes<F>(std::make_index_sequence<N>());

/// The number of Arrays F takes, 0 when none of 1..16, 17 when several.
template <class F>
constexpr std::size_t num_arguments() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    std::size_t found = 0;
    ((found = !takes_arrays<F, I + 1> ? found : found == 0 ? I + 1 : 17), ...);
    return found;
  }
  (std::make_index_sequence<16>());
}

}  // namespace target_detail

/// An unnormalised joint log density as its author writes it: a function of 1 to 16 Arrays, one per
/// part of the state, for one draw, returning a scalar. The number of parts is deduced. Must be
/// pure.
class TargetLogProbFn {
 public:
  TargetLogProbFn() = default;
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, TargetLogProbFn> &&
           !std::is_same_v<std::remove_cvref_t<F>, Required>) TargetLogProbFn(F&& f) {
    using Type = std::decay_t<F>;
    constexpr std::size_t n = target_detail::num_arguments<Type>();
    static_assert(
        n != 17,
        "a log density must take a fixed number of Arrays: name its parameters, (Array a, "
        "Array b)");
    if constexpr (n == 0) {
      constexpr bool is_log_density = std::is_invocable_r_v<Array, const Type&, const Arrays&>;
      static_assert(is_log_density, "a log density takes 1 to 16 Arrays and returns an Array");
      if constexpr (is_log_density) function_ = std::forward<F>(f);
    } else if constexpr (n != 17) {
      num_parts_ = static_cast<int>(n);
      function_ = [f = Type(std::forward<F>(f))](const Arrays& parts) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) { return Array(f(parts[I]...)); }
        (std::make_index_sequence<n>());
      };
    }
  }

  explicit operator bool() const { return static_cast<bool>(function_); }
  /// DtypeError where the function returns a boolean.
  Array operator()(const Arrays& parts) const;
  /// Number of parts, -1 when the function takes a list of any length.
  int num_parts() const { return num_parts_; }

 private:
  Callable<Array(const Arrays&)> function_;
  int num_parts_ = -1;
};

/// How the parts of a state lie in one flat vector.
struct Layout {
  std::vector<std::string> names;
  std::vector<Shape> shapes;
  Dtype dtype = float64;

  std::int64_t size() const;
  Array ravel(const Arrays& parts) const;
  Arrays unravel(const Array& flat) const;
  /// "'x'" or "'x' at [1, 2]": the part and the place in it of an entry of the flat vector.
  std::string name_of(std::int64_t entry) const;
};

/// A log density of one draw in the sampler's own space, traced once: value and gradient at a flat
/// position are calls of one function.
class Target {
 public:
  Target() = default;
  Target(const TargetLogProbFn& log_prob_fn, Layout layout);

  struct ValueAndGradient {
    Array value, gradient;
  };
  ValueAndGradient value_and_gradient(const Array& position) const;
  /// The value alone, of any order of derivatives.
  Array log_prob(const Array& position) const;
  /// The same times a number, which may be traced: of a power of the density.
  Target tempered(const Array& inverse_temperature) const;
  const Layout& layout() const { return layout_; }

  /// "", or a sentence that says which term of the log density is not finite at `position`, and
  /// which data are not.
  std::string explain_not_finite(const Array& position) const;

 private:
  Layout layout_;
  Function log_prob_;            // as written, with its names
  Function value_and_gradient_;  // simplified
  Arrays captures_;
  std::optional<Array> inverse_temperature_;
};

}  // namespace aleator::mcmc
