// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/special.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aleator {

Array log_sub_exp(const Array& x, const Array& y) {
  // Equal infinities have no difference; any equal arguments give log(0).
  return maximum(x, y) + log1mexp(where(x == y, 0., x - y));
}

Array log_cosh(const Array& x) {
  // log(cosh(x)) = log1p(2 sinh(x/2)^2) has no cancellation at 0, the other form no overflow.
  const Array is_near = abs(x) < 1.;
  const Array half = 0.5 * where(is_near, x, 0.);
  const Array a = abs(where(is_near, 1., x));
  constexpr double kLogTwo = 0.69314718055994530942;
  return where(is_near, log1p(2. * square(sinh(half))), a + (log1p(exp(-2. * a)) - kLogTwo));
}

LogDifference log_sub_exp_with_sign(const Array& x, const Array& y) {
  return {log_sub_exp(x, y), sign(where(x == y, 0., x - y))};
}

Array log1psquare(const Array& x) {
  const Array is_far = abs(x) > 1e8;
  const Array far = abs(where(is_far, x, 1.));
  return where(is_far, 2. * log(far), log1p(square(where(is_far, 0., x))));
}

Array sqrt1pm1(const Array& x) {
  const Array root = sqrt(1. + x);
  return where(x == std::numeric_limits<double>::infinity(), x, x / (root + 1.));
}

namespace {

constexpr double kSqrtTwo = 1.4142135623730950488;

/// log(erfc(x)) - shift x^2, which is log(erfcx(x)) for shift = -1.
Array log_erfc(const Array& x, bool is_scaled) {
  const Array is_left = x < 1.;
  const Array left = where(is_left, x, 0.), right = where(is_left, 1., x);
  const Array near = log1p(-erf(left));
  if (is_scaled) return where(is_left, near + square(left), log(erfcx(right)));
  return where(is_left, near, 0.69314718055994530942 + log_ndtr(-kSqrtTwo * right));
}

}  // namespace

Array logerfc(const Array& x) { return log_erfc(x, false); }
Array logerfcx(const Array& x) { return log_erfc(x, true); }

Array log_gamma_difference(const Array& x, const Array& y) {
  const Array is_zero = x == 0.;
  const Array z = where(is_zero, 1., x);
  return where(is_zero, zeros_like(x + y), lbeta(z, y) - lgamma(z));
}

Array log_gamma_correction(const Array& x) {
  const Array w = 1. / square(x);
  Array series = w * (-174611. / 125400);
  for (const double c : {43867. / 244188, -3617. / 122400, 1. / 156, -691. / 360360, 1. / 1188,
                         -1. / 1680, 1. / 1260, -1. / 360})
    series = w * (c + series);
  return where(x >= 8., (1. / 12 + series) / x, std::numeric_limits<double>::quiet_NaN());
}

// Interpolates in 60 digits at the Chebyshev points of 1 / k in 0..1; see
// tools/fit_stirling_error.py.
Array stirling_error(const Array& k) {
  constexpr double kNumerator[] = {
      0.00027885026345289672, 0.046662009471099315, 0.54511150120232345,
      1.7827138381800583,     2.9002700851920805,   2.705366179293486,
      1.531506005053258,      0.49855413070545241,  0.083333333333333611};
  constexpr double kDenominator[] = {0.03791732124619568, 1.0393189604134943, 7.5533495034733381,
                                     22.424385395263269,  35.407430521385526, 32.663815812425642,
                                     18.411405393771328,  5.9826495684673842, 1.};
  const Array w = 1. / k;
  Array above = kNumerator[0], below = kDenominator[0];
  for (std::size_t i = 1; i < std::size(kNumerator); ++i) {
    above = kNumerator[i] + w * above;
    below = kDenominator[i] + w * below;
  }
  return w * above / below;
}

Array log_binomial_coefficient(const Array& n, const Array& k) {
  return -log1p(n) - lbeta(1. + n - k, 1. + k);
}

Array log_combinations(const Array& n, const Array& counts) {
  return lgamma(n + 1.) - sum(lgamma(counts + 1.), {.axes = {-1}});
}

Array log_bessel_iv(const Array& v, const Array& z) { return log_bessel_ive(v, z) + z; }
Array log_bessel_kv(const Array& v, const Array& z) { return log_bessel_kve(v, z) - z; }
Array bessel_iv(const Array& v, const Array& z) {
  // Where exp(z) overflows the product may not.
  const Array is_far = z > 500.;
  const Array near = where(is_far, 0., z), far = where(is_far, z, 500.);
  return where(is_far, exp(log_bessel_iv(v, far)), bessel_ive(v, near) * exp(near));
}
Array bessel_kv(const Array& v, const Array& z) { return bessel_kve(v, z) * exp(-z); }

namespace {

/// |x| with the derivative 1 at 0.
Array magnitude(const Array& x) { return where(x < 0., -x, x); }

}  // namespace

Array bessel_i0e(const Array& x) { return bessel_ive(0., magnitude(x)); }
Array bessel_i1e(const Array& x) { return where(x < 0., -1., 1.) * bessel_ive(1., magnitude(x)); }
Array bessel_i0(const Array& x) { return bessel_iv(0., magnitude(x)); }
Array bessel_i1(const Array& x) { return where(x < 0., -1., 1.) * bessel_iv(1., magnitude(x)); }
Array bessel_j0(const Array& x) { return bessel_jv(0., magnitude(x)); }
Array bessel_j1(const Array& x) { return where(x < 0., -1., 1.) * bessel_jv(1., magnitude(x)); }
Array bessel_k0(const Array& x) { return bessel_kv(0., x); }
Array bessel_k1(const Array& x) { return bessel_kv(1., x); }
Array bessel_k0e(const Array& x) { return bessel_kve(0., x); }
Array bessel_k1e(const Array& x) { return bessel_kve(1., x); }

Array lambertw_winitzki_approx(const Array& x) {
  const Array l = log1p(x);
  return l * (1. - log1p(l) / (2. + l));
}

Array log_cumsum_exp(const Array& x, std::int64_t axis) {
  axis = normalize_axis(axis, x.rank(), "log_cumsum_exp");
  const std::int64_t length = x.shape()[static_cast<std::size_t>(axis)];
  Array sums = x;
  // After each pass an element holds the sum of the last 2, 4, 8, ... before and with it.
  for (std::int64_t reach = 1; reach < length; reach *= 2) {
    const Array earlier = slice_axis(sums, axis, 0, length - reach);
    const Array none = broadcast_to(-std::numeric_limits<double>::infinity(),
                                    slice_axis(sums, axis, 0, reach).shape());
    sums = log_add_exp(sums, concatenate({astype(none, sums.dtype()), earlier}, axis));
  }
  return sums;
}

Array reduce_logmeanexp(const Array& x, const ReduceOptions& options) {
  const Array total = logsumexp(x, options);
  const double count =
      static_cast<double>(x.size()) / static_cast<double>(std::max<std::int64_t>(1, total.size()));
  return total - std::log(count);
}

LogDifference reduce_weighted_logsumexp(const Array& x, const Array& w,
                                        const ReduceOptions& options) {
  const Array log_terms = x + log(abs(w));
  ReduceOptions keeping = options;
  keeping.keep_dims = true;
  const Array largest = stop_gradient(max(log_terms, keeping));
  const Array shift = where(is_finite(largest), largest, 0.);
  const Array scaled = sum(sign(w) * exp(log_terms - shift), options);
  return {log(abs(scaled)) + reshape(shift, scaled.shape()), sign(scaled)};
}

Array smootherstep(const Array& x) {
  const Array t = clip(x, 0., 1.);
  return t * t * t * (t * (6. * t - 15.) + 10.);
}

Array soft_threshold(const Array& x, const Array& threshold) {
  return sign(x) * maximum(abs(x) - threshold, 0.);
}

Array round_exponential_bump_function(const Array& x) {
  const Array is_inside = abs(x) < 1.;
  const Array inside = where(is_inside, x, 0.);
  return where(is_inside, exp(1. - 1. / ((1. - inside) * (1. + inside))), 0.);
}

Array clip_by_value_preserve_gradient(const Array& x, const Array& low, const Array& high) {
  return x + stop_gradient(clip(x, low, high) - x);
}

}  // namespace aleator
