// SPDX-License-Identifier: Apache-2.0
// Declares scalar kernels of the regularised incomplete gamma functions
//   P(a, x) = integral of t^(a-1) exp(-t) / Gamma(a) from 0 to x,   Q(a, x) = 1 - P(a, x),
// for a, x >= 0; NaN elsewhere. P(0, x) = 1, P(a, 0) = 0 for a > 0, P(a, inf) = 1.
#pragma once

namespace aleator::scalar {

double igamma(double a, double x);       ///< P
double igammac(double a, double x);      ///< Q
double log_igamma(double a, double x);   ///< log P, finite wherever log P is a finite double
double log_igammac(double a, double x);  ///< log Q

/// dP/da.
double igamma_gradient_a(double a, double x);
/// The derivative by its concentration a of a gamma variate x whose probability P(a, x) is held:
/// -(dP/da) / (dP/dx), accurate where both underflow.
double gamma_implicit_gradient(double a, double x);

/// The x with P(a, x) = p. 0 at p = 0, inf at p = 1.
double igammainv(double a, double p);
/// The x with Q(a, x) = q, accurate for small q.
double igammacinv(double a, double q);

}  // namespace aleator::scalar
