// SPDX-License-Identifier: Apache-2.0
// Declares special functions, element by element. Integers are taken as float64; math/special.h
// adds what is composed of these.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

Array lgamma(const Array& x);   ///< log|Gamma(x)|; inf at 0, -1, -2, ...
Array digamma(const Array& x);  ///< the derivative of lgamma; NaN at negative integers
/// The n-th derivative of digamma, 0 <= n < 256; for n >= 2 it needs x >= 0 and is NaN elsewhere.
Array polygamma(std::int64_t n, const Array& x);
/// The Hurwitz zeta function, the sum of (q + k)^-s over k = 0, 1, ..., for s > 1 and q >= 0.
Array zeta(const Array& s, const Array& q);
/// Its derivative by s. Differentiable in q.
Array zeta_gradient_s(const Array& s, const Array& q);
/// digamma(a) - digamma(a + b) for a > 0 and b >= 0, without cancellation. Within 4 eps (1 + cond).
Array digamma_difference(const Array& a, const Array& b);

/// The regularised lower incomplete gamma function P(a, x), the integral of t^(a-1) exp(-t) from 0
/// to x over Gamma(a), for a, x >= 0; NaN elsewhere. P(0, x) = 1 for x > 0. Within 8 eps (1 +
/// cond).
Array igamma(const Array& a, const Array& x);
/// Q(a, x) = 1 - P(a, x), accurate where it is small.
Array igammac(const Array& a, const Array& x);
Array log_igamma(const Array& a, const Array& x);   ///< log P, also where P is 0 in double
Array log_igammac(const Array& a, const Array& x);  ///< log Q, also where Q is 0 in double
/// dP/da. Differentiable in x.
Array igamma_gradient_a(const Array& a, const Array& x);
/// How a gamma variate x moves with its concentration a while its probability P(a, x) is held:
/// -(dP/da) / (dP/dx), accurate in both tails (M. Figurnov et al., "Implicit reparameterization
/// gradients", 2018). Differentiable in x.
Array gamma_implicit_gradient(const Array& a, const Array& x);
/// The x with P(a, x) = p: 0 at p = 0, inf at p = 1, NaN unless a > 0 and 0 <= p <= 1.
Array igammainv(const Array& a, const Array& p);
/// The x with Q(a, x) = q, accurate for small q.
Array igammacinv(const Array& a, const Array& q);

/// log B(a, b) = log(Gamma(a) Gamma(b) / Gamma(a + b)) for a, b > 0, accurate also where the three
/// nearly cancel; inf at 0, NaN below.
Array lbeta(const Array& a, const Array& b);
/// The regularised incomplete beta function I_x(a, b), the integral of t^(a-1) (1-t)^(b-1) from 0
/// to x over B(a, b), for a, b > 0 and 0 <= x <= 1; NaN elsewhere. Within 64 eps (1 + cond) for a
/// and b up to 1e9.
Array betainc(const Array& a, const Array& b, const Array& x);
/// 1 - I_x(a, b), accurate where it is small.
Array betaincc(const Array& a, const Array& b, const Array& x);
/// log I_x(a, b), also where I is 0 in double.
Array log_betainc(const Array& a, const Array& b, const Array& x);
/// log(1 - I_x(a, b)), also where 1 - I is 0 in double.
Array log_betaincc(const Array& a, const Array& b, const Array& x);
/// Derivatives of I by a and by b. Differentiable in x.
Array betainc_gradient_a(const Array& a, const Array& b, const Array& x);
Array betainc_gradient_b(const Array& a, const Array& b, const Array& x);
/// How a beta variate x moves with a, or b, while its probability I_x(a, b) is held, accurate in
/// both tails. Differentiable in x.
Array beta_implicit_gradient_a(const Array& a, const Array& b, const Array& x);
Array beta_implicit_gradient_b(const Array& a, const Array& b, const Array& x);
/// The x with I_x(a, b) = p; NaN unless a, b > 0 and 0 <= p <= 1.
Array betaincinv(const Array& a, const Array& b, const Array& p);
/// The x with 1 - I_x(a, b) = q, accurate for small q.
Array betainccinv(const Array& a, const Array& b, const Array& q);

/// The modified Bessel function exp(-z) I_v(z) of order v >= 0 at z >= 0; NaN elsewhere. Within 8
/// eps (1 + cond), as its logarithm, for v up to 1e6 and z up to 1e8 at least.
Array bessel_ive(const Array& v, const Array& z);
Array log_bessel_ive(const Array& v, const Array& z);  ///< also where exp(-z) I_v(z) is 0 in double
/// The derivatives of log_bessel_ive: by the order v, differentiable in z, and by z, without
/// cancellation for large z. Within 16 eps (1 + cond).
Array log_bessel_ive_gradient_v(const Array& v, const Array& z);
Array log_bessel_ive_gradient_z(const Array& v, const Array& z);
/// I_v(z) / I_(v-1)(z) for v, z >= 0.
Array bessel_iv_ratio(const Array& v, const Array& z);
/// The modified Bessel function exp(z) K_v(z) of order v >= 0 at z >= 0; inf at z = 0, NaN
/// elsewhere. Within 8 eps (1 + cond), as its logarithm.
Array bessel_kve(const Array& v, const Array& z);
Array log_bessel_kve(const Array& v, const Array& z);  ///< also where it overflows
/// The derivatives of log_bessel_kve: by the order v, differentiable in z, and by z. Within 8 eps
/// (1 + cond).
Array log_bessel_kve_gradient_v(const Array& v, const Array& z);
Array log_bessel_kve_gradient_z(const Array& v, const Array& z);

/// The Bessel function J_v(z) of order v >= 0 at z >= 0; NaN elsewhere, and for v > 1e6 where z^2 >
/// 4 (v + 1), since the work is proportional to v there. Within 8 eps (1 + cond). Differentiable in
/// z.
Array bessel_jv(const Array& v, const Array& z);

/// Owen's T function, the integral of exp(-h^2 (1 + t^2) / 2) / (2 pi (1 + t^2)) over t from 0 to
/// a. Within 4 eps (1 + cond).
Array owens_t(const Array& h, const Array& a);
/// The principal branch of Lambert's W function, the w >= -1 with w exp(w) = x, for x >= -1/e; NaN
/// below. Within 4 eps (1 + cond).
Array lambertw(const Array& x);
/// Dawson's integral, exp(-x^2) times the integral of exp(t^2) from 0 to x. Within 4 eps (1 +
/// cond).
Array dawsn(const Array& x);
/// The exponential integral Ei(x), the principal value of the integral of exp(t) / t up to x.
/// Within 8 eps (1 + cond), and relatively next to its root 0.3725.
Array expint(const Array& x);
/// E1(x) = -Ei(-x), the integral of exp(-t) / t from x on, for x >= 0; NaN below. Within 8 eps (1 +
/// cond).
Array exponential_integral_e1(const Array& x);
/// Gauss's hypergeometric function F(a, b; c; z) for z <= 0.999; NaN beyond, and where c is 0 or a
/// negative integer. Within 64 eps (1 + cond) for parameters up to 20 where z >= -1 or c >= a, b >=
/// -4.
Array hyp2f1(const Array& a, const Array& b, const Array& c, const Array& z);
/// Its derivatives by a and by c, as accurate; that by b is the one by a of hyp2f1(b, a, c, z).
/// Differentiable in z.
Array hyp2f1_gradient_a(const Array& a, const Array& b, const Array& c, const Array& z);
Array hyp2f1_gradient_c(const Array& a, const Array& b, const Array& c, const Array& z);

/// The probability below x in [-pi, pi] under the density exp(concentration cos(x)) / (2 pi
/// I_0(concentration)); 0 below, 1 above; for concentration >= 0, NaN elsewhere. Relatively
/// accurate in the left tail, within 4 eps (1 + cond).
Array von_mises_cdf(const Array& x, const Array& concentration);
/// Its derivative by the concentration. Differentiable in x.
Array von_mises_cdf_gradient_concentration(const Array& x, const Array& concentration);
/// How a von Mises variate x around 0 moves with its concentration while its probability is held,
/// accurate in both tails. Differentiable in x.
Array von_mises_implicit_gradient(const Array& x, const Array& concentration);

Array erf(const Array& x);
Array erfc(const Array& x);           ///< 1 - erf(x), accurate in the right tail
Array erfcx(const Array& x);          ///< exp(x^2) erfc(x)
Array erfinv(const Array& x);         ///< the t with erf(t) = x
Array erfcinv(const Array& x);        ///< the t with erfc(t) = x, accurate for small x
Array ndtr(const Array& x);           ///< the standard normal distribution function
Array log_ndtr(const Array& x);       ///< log(ndtr(x)), accurate in both tails
Array ndtri(const Array& p);          ///< the standard normal quantile, the x with ndtr(x) = p
Array ndtri_exp(const Array& log_p);  ///< ndtri(exp(log_p)), also where exp(log_p) is 0 or 1

Array log1mexp(const Array& x);                     ///< log(1 - exp(-|x|))
Array log_add_exp(const Array& x, const Array& y);  ///< log(exp(x) + exp(y)) without overflow
Array softplus(const Array& x);                     ///< log(1 + exp(x))
Array softplus_inverse(const Array& x);             ///< log(exp(x) - 1); NaN for x < 0
Array log_sigmoid(const Array& x);                  ///< log(sigmoid(x))
Array logit(const Array& p);                        ///< log(p / (1 - p)), the inverse of sigmoid
/// x log(y), and 0 with derivatives 0 where x = 0 and y <= 0.
Array xlogy(const Array& x, const Array& y);
/// x log(1 + y), and 0 with derivatives 0 where x = 0 and y <= -1.
Array xlog1py(const Array& x, const Array& y);

}  // namespace aleator
