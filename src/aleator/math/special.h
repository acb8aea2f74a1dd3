// SPDX-License-Identifier: Apache-2.0
// Declares the special functions: those of array/ops/special.h and what is composed of them.
#pragma once

#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/special.h"

namespace aleator {

/// log|exp(x) - exp(y)|; -inf where x = y.
Array log_sub_exp(const Array& x, const Array& y);
/// log|exp(x) - exp(y)| and the sign of the difference, 0 where x = y.
struct LogDifference {
  Array log_value, sign;
};
LogDifference log_sub_exp_with_sign(const Array& x, const Array& y);
/// log(cosh(x)), relatively accurate at 0 and without overflow.
Array log_cosh(const Array& x);

/// log(1 + x^2) without overflow.
Array log1psquare(const Array& x);
/// sqrt(1 + x) - 1, relatively accurate at 0; NaN for x < -1.
Array sqrt1pm1(const Array& x);

/// log(erfc(x)), relatively accurate at its root 0 and finite in the right tail.
Array logerfc(const Array& x);
/// log(erfcx(x)) = log(erfc(x)) + x^2, finite on both sides.
Array logerfcx(const Array& x);

/// log Gamma(y) - log Gamma(x + y) for x >= 0 and y > 0, without the cancellation for large y.
Array log_gamma_difference(const Array& x, const Array& y);
/// log Gamma(x) - ((x - 1/2) log(x) - x + log(2 pi) / 2), what Stirling's formula lacks, for x >=
/// 8; NaN below.
Array log_gamma_correction(const Array& x);
/// log(k!) - ((k + 1/2) log(k) - k + log(2 pi) / 2), the same for k >= 1, by a quotient of
/// polynomials in 1 / k: within 1e-17 beside its rounding. Below 1 it is inaccurate.
Array stirling_error(const Array& k);
/// log(n! / (k! (n - k)!)) for any numbers 0 <= k <= n.
Array log_binomial_coefficient(const Array& n, const Array& k);
/// log(n! / (k_1! k_2! ...)), the logarithm of the multinomial coefficient of the counts along the
/// last axis, with n their sum; counts may be any numbers >= 0.
Array log_combinations(const Array& n, const Array& counts);

/// Modified Bessel functions without scale, of order v >= 0 at z >= 0, and their logarithms.
Array bessel_iv(const Array& v, const Array& z);
Array bessel_kv(const Array& v, const Array& z);
Array log_bessel_iv(const Array& v, const Array& z);
Array log_bessel_kv(const Array& v, const Array& z);
/// I_0 and I_1 at any real x, and scaled by exp(-|x|).
Array bessel_i0(const Array& x);
Array bessel_i1(const Array& x);
Array bessel_i0e(const Array& x);
Array bessel_i1e(const Array& x);
/// J_0 and J_1 at any real x.
Array bessel_j0(const Array& x);
Array bessel_j1(const Array& x);
/// K_0 and K_1 at x >= 0, and scaled by exp(x).
Array bessel_k0(const Array& x);
Array bessel_k1(const Array& x);
Array bessel_k0e(const Array& x);
Array bessel_k1e(const Array& x);

/// S. Winitzki's approximation of lambertw for x >= 0, within 2 percent.
Array lambertw_winitzki_approx(const Array& x);

/// log of the sums of exp(x[0]), ..., exp(x[i]) along an axis, without overflow, each relatively
/// accurate whatever follows it.
Array log_cumsum_exp(const Array& x, std::int64_t axis = -1);

/// The mean of exp(x) along the axes, as a logarithm.
Array reduce_logmeanexp(const Array& x, const ReduceOptions& options = {});
/// log|sum of w exp(x)| along the axes and the sign of the sum.
LogDifference reduce_weighted_logsumexp(const Array& x, const Array& w,
                                        const ReduceOptions& options = {});

/// 0 below 0, 1 above 1, 6 x^5 - 15 x^4 + 10 x^3 between: two derivatives are continuous.
Array smootherstep(const Array& x);
/// sign(x) max(|x| - threshold, 0), the proximal operator of threshold * |x|.
Array soft_threshold(const Array& x, const Array& threshold);
/// exp(1 - 1 / (1 - x^2)) inside of (-1, 1), else 0: all derivatives are continuous.
Array round_exponential_bump_function(const Array& x);
/// clip(x, low, high) with the derivative of x.
Array clip_by_value_preserve_gradient(const Array& x, const Array& low, const Array& high);

}  // namespace aleator
