// SPDX-License-Identifier: Apache-2.0
// Declares scalar kernels of the modified Bessel functions I_v(x) and K_v(x) of real order v >= 0
// at x >= 0; NaN elsewhere. bessel_i.cc and bessel_k.cc define them.
#pragma once

namespace aleator::scalar {

double bessel_ive(double v, double x);      ///< exp(-x) I_v(x)
double log_bessel_ive(double v, double x);  ///< its logarithm, finite wherever that is a double
/// d log(exp(-x) I_v(x)) / dv, which is <= 0.
double log_bessel_ive_gradient_v(double v, double x);
/// d log(exp(-x) I_v(x)) / dx, without cancellation for large x.
double log_bessel_ive_gradient_z(double v, double x);
/// I_v(x) / I_(v-1)(x).
double bessel_iv_ratio(double v, double x);

double bessel_kve(double v, double x);      ///< exp(x) K_v(x)
double log_bessel_kve(double v, double x);  ///< its logarithm, finite wherever that is a double
/// d log(exp(x) K_v(x)) / dv, which is >= 0.
double log_bessel_kve_gradient_v(double v, double x);
/// d log(exp(x) K_v(x)) / dx, which is < 0, without cancellation for large x.
double log_bessel_kve_gradient_z(double v, double x);

}  // namespace aleator::scalar
