// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/noncentral_chi2_tail.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/discrete/poisson.h"
#include "aleator/math/special.h"
#include "aleator/transforms/transforms.h"

#include <limits>
#include <numbers>

namespace aleator {
namespace {

constexpr double kMaxTerms = 1e6;
constexpr std::int64_t kMaxSteps = 30'000'000;

/// log(mean**k exp(-mean) / Gamma(k + 1)) for real k >= 0, without cancellation.
Array log_poisson(const Array& mean, const Array& k) {
  // The family knows counts: nothing between 0 and 1, where nothing cancels.
  const Array is_small = k < 1., small = where(is_small, k, 0.);
  return where(is_small, xlogy(small, mean) - mean - lgamma(1. + small),
               distributions::Poisson({.rate = mean}).rules().log_prob(where(is_small, 1., k)));
}

/// log(exp(-z) I_v(z)) for v > -1, below 0 by the recurrence, whose terms are positive.
Array log_bessel_of_any_order(const Array& v, const Array& z) {
  const Array is_negative = v < 0., order = where(is_negative, 0., v),
              low = where(is_negative, v, -0.5);
  const Array by_recurrence = log_add_exp(log_bessel_ive(low + 2., z),
                                          log_bessel_ive(low + 1., z) + log(2. * (low + 1.) / z));
  return where(is_negative, by_recurrence, log_bessel_ive(order, z));
}

/// The term that is largest, and how many to each side count: of j with mean m, tails of a + j at
/// y.
struct Window {
  Array centre, width;
};
Window window_of(const Array& a, const Array& m, const Array& y, bool is_upper) {
  // j (a + j) = m y: from there on the tail falls faster than the counts' probabilities grow.
  const Array root = 2. * m * y / (a + sqrt(square(a) + 4. * m * y));
  const Array centre = floor(is_upper ? maximum(m, root) : minimum(m, root));
  // Beside a largest term at 0 terms fall as powers of this; all that count are above 1e-18.
  const Array ratio = is_upper ? m : minimum(m, m * y / (a + 1.));
  const Array few = 42. / (1. + maximum(0., -log(maximum(ratio, 1e-300))));
  return {centre, ceil(where(centre > 0., 10. * sqrt(centre) + 42., few))};
}

/// A term u of the sum, the step v by which the tail in it changes, the sum up to it, and the
/// largest term: what rounding does to all of them alike goes out when the sum is divided by it.
struct Terms {
  Array j, u, v, total, largest;
};

/// log P(X <= x) of numbers, from the last term down: P(a + j - 1) = P(a + j) + t(a + j - 1).
Array log_lower(const Array& a, const Array& m, const Array& y, const Window& w) {
  const Array first = maximum(w.centre - w.width, 0.), last = w.centre + w.width;
  const Array scale = log_poisson(m, w.centre) + log_igamma(a + w.centre, y);
  const Array log_weight = log_poisson(m, last) - scale;
  const Terms start{last, exp(log_weight + log_igamma(a + last, y)),
                    exp(log_weight + log_poisson(y, a + last)), zeros({}), ones({})};
  const auto step = [&](const Terms& t) {
    const Array r = t.j / m;
    const Array v = t.v * r * (a + t.j) / y;
    return Terms{t.j - 1., t.u * r + v, v, t.total + t.u, where(t.j == w.centre, t.u, t.largest)};
  };
  const Terms end = while_loop([&](const Terms& t) { return t.j >= first; }, step, start,
                               {.max_steps = kMaxSteps});
  return scale + log(end.total / end.largest);
}

/// log P(X > x) of numbers, from the first term up: Q(a + j + 1) = Q(a + j) + t(a + j).
Array log_upper(const Array& a, const Array& m, const Array& y, const Window& w) {
  const Array first = maximum(w.centre - w.width, 0.), last = w.centre + w.width;
  const Array scale = log_poisson(m, w.centre) + log_igammac(a + w.centre, y);
  const Array log_weight = log_poisson(m, first) - scale;
  const Terms start{first, exp(log_weight + log_igammac(a + first, y)),
                    exp(log_weight + log_poisson(y, a + first)), zeros({}), ones({})};
  const auto step = [&](const Terms& t) {
    const Array s = m / (t.j + 1.);
    return Terms{t.j + 1., (t.u + t.v) * s, t.v * s * y / (a + t.j + 1.), t.total + t.u,
                 where(t.j == w.centre, t.u, t.largest)};
  };
  const Terms end = while_loop([&](const Terms& t) { return t.j <= last; }, step, start,
                               {.max_steps = kMaxSteps});
  return scale + log(end.total / end.largest);
}

/// log of a tail by the normal approximation of a power of x / (df + noncentrality).
Array log_by_power(const Array& df, const Array& noncentrality, const Array& x, bool is_upper) {
  const Array mean = df + noncentrality, spread = df + 2. * noncentrality;
  const Array h = 1. - 2. / 3. * (mean / spread) * ((df + 3. * noncentrality) / spread);
  const Array p = spread / mean / mean, g = (h - 1.) * (1. - 3. * h);
  const Array z =
      (exp(h * (log(x) - log(mean))) - (1. + h * p * (h - 1. - 0.5 * (2. - h) * g * p))) /
      (h * sqrt(2. * p) * (1. + 0.5 * g * p));
  return log_ndtr(is_upper ? -z : z);
}

Array log_tail_of_numbers(const Array& df, const Array& noncentrality, const Array& x,
                          bool is_upper) {
  const auto each = [is_upper](const Array& v, const Array& l, const Array& at) {
    const Array a = 0.5 * v, m = maximum(0.5 * l, 1e-300), y = 0.5 * at;
    const Window w = window_of(a, m, y, is_upper);
    const Array is_large = logical_not(w.centre <= kMaxTerms);
    // Where the sum is not used, it is that of a single term.
    const Window used{where(is_large, 0., w.centre), where(is_large, 0., w.width)};
    const Array sum = is_upper ? log_upper(a, m, y, used) : log_lower(a, m, y, used);
    return where(is_large, log_by_power(v, l, at, is_upper), minimum(sum, 0.));
  };
  return map_elements(each, df, noncentrality, x);
}

/// The derivative of a lower tail in df, over the tail: half the average of that in the shape.
Array df_slope(const Array& df, const Array& noncentrality, const Array& x) {
  const auto each = [](const Array& v, const Array& l, const Array& at) {
    const Array a = 0.5 * v, m = maximum(0.5 * l, 1e-300), y = 0.5 * at;
    const Window w = window_of(a, m, m, true);
    const auto step = [&](const std::pair<Array, Array>& s) {
      const auto& [j, total] = s;
      return std::pair(j + 1., total + exp(log_poisson(m, j)) * igamma_gradient_a(a + j, y));
    };
    const Array first = maximum(w.centre - w.width, 0.);
    const Array last = minimum(w.centre + w.width, first + kMaxTerms);
    const auto end = while_loop([&](const std::pair<Array, Array>& s) { return s.first <= last; },
                                step, std::pair(first, zeros({})), {.max_steps = kMaxSteps});
    return 0.5 * end.second;
  };
  return map_elements(each, df, noncentrality, x);
}

Array log_tail(const Array& df, const Array& noncentrality, const Array& x, bool is_upper) {
  const Arrays wide =
      broadcast_arrays({astype(df, float64), astype(noncentrality, float64), astype(x, float64)});
  const Array value = stop_gradient(log_tail_of_numbers(
      stop_gradient(wide[0]), stop_gradient(wide[1]), stop_gradient(wide[2]), is_upper));
  // The tail over its value, which is 1, has the densities with df and with df + 2 degrees of
  // freedom over that value for slopes; so the logarithm has all orders.
  const auto with_slopes = [=](const Array& v, const Array& d, const Array& l, const Array& t) {
    return std::pair(ones_like(v), [=](const Array& cotangent) {
      const double sign = is_upper ? -1. : 1.;
      const Array own = exp(log_noncentral_chi2_density(d, l, t) - v);
      const Array next = exp(log_noncentral_chi2_density(d + 2., l, t) - v);
      const Array in_df = df_slope(stop_gradient(d), stop_gradient(l), stop_gradient(t)) * exp(-v);
      return std::tuple(zeros_like(v), sign * cotangent * in_df, -sign * cotangent * next,
                        sign * cotangent * own);
    });
  };
  const Array result = value + log(custom_gradient(with_slopes)(value, wide[0], wide[1], wide[2]));
  return astype(result, (df + noncentrality + x).dtype());
}

}  // namespace

Array log_noncentral_chi2_density(const Array& df, const Array& noncentrality, const Array& x) {
  const Array& lambda = noncentrality;
  // Where lambda x is small, the logarithm of the ratio to the central density is linear in it.
  const Array is_near = lambda * x < 4e-9;
  const Array y = where(is_near, x, 1.), half = 0.5 * df;
  const Array near = (half - 1.) * log(0.5 * y) - 0.5 * y - lgamma(half) - std::numbers::ln2 +
                     0.5 * where(is_near, lambda, 0.) * (y / df - 1.);
  const Array root = sqrt(where(is_near, 1., x)), c = sqrt(where(is_near, 1., lambda));
  const Array v = half - 1.;
  const Array far = v * log(root / c) - 0.5 * square(root - c) - std::numbers::ln2 +
                    log_bessel_of_any_order(v, root * c);
  return where(is_near, near, far);
}

Array log_noncentral_chi2_cdf(const Array& df, const Array& noncentrality, const Array& x) {
  return log_tail(df, noncentrality, x, false);
}
Array log_noncentral_chi2_survival(const Array& df, const Array& noncentrality, const Array& x) {
  return log_tail(df, noncentrality, x, true);
}

}  // namespace aleator
