// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/beta_binomial_means.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/math/special.h"

namespace aleator {
namespace {

constexpr std::int64_t kMaxSteps = 30'000'000;

/// Sums over k of the probability times g = log_factorial_ratio, times what the logarithm of the
/// probability changes by with a and b, and times what g changes by with a; and of it alone.
struct Sums {
  Array k, total, value, in_a, in_b, of_a;
};
struct Mean {
  Array value, slope_a, slope_b;
};

/// Of numbers.
Mean mean_of(const Array& n, const Array& a, const Array& b) {
  const Array log_normalizer = lbeta(a, b);
  const auto goes_on = [&](const Sums& s) { return s.k <= n; };
  const auto step = [&](const Sums& s) {
    const Array p =
        exp(log_binomial_coefficient(n, s.k) + lbeta(s.k + a, n - s.k + b) - log_normalizer);
    const Array g = log_factorial_ratio(s.k, a);
    const Array of_a = digamma(s.k + a), of_b = digamma(n - s.k + b);
    return Sums{s.k + 1.,
                s.total + p,
                s.value + p * g,
                s.in_a + p * g * of_a,
                s.in_b + p * g * of_b,
                s.of_a + p * of_a};
  };
  const Array zero = zeros_like(a);
  const Sums end =
      while_loop(goes_on, step, Sums{zero, zero, zero, zero, zero, zero}, {.max_steps = kMaxSteps});
  // Over their sum probabilities lose the rounding that they share.
  const Array value = end.value / end.total, rest = digamma(a + b) - digamma(n + a + b);
  return {value, end.in_a + (rest - digamma(a)) * value + digamma(a) - end.of_a,
          end.in_b + (rest - digamma(b)) * value};
}

}  // namespace

// Gamma(k + 1) Gamma(a) / Gamma(k + a) = (k + a) B(k + 1, a).
Array log_factorial_ratio(const Array& k, const Array& a) { return lbeta(k + 1., a) + log(k + a); }

Array mean_log_factorial_ratio(const Array& n, const Array& a, const Array& b) {
  const auto fixed = [](const Array& x) { return stop_gradient(astype(x, float64)); };
  const Mean m = map_elements(mean_of, fixed(n), fixed(a), fixed(b));
  const Array value =
      m.value + m.slope_a * (a - stop_gradient(a)) + m.slope_b * (b - stop_gradient(b));
  return astype(value, (a + b).dtype());
}

}  // namespace aleator
