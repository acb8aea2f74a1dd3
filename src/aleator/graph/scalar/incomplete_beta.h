// SPDX-License-Identifier: Apache-2.0
// Declares scalar kernels of the regularised incomplete beta function
//   I_x(a, b) = integral of t^(a-1) (1-t)^(b-1) / B(a, b) from 0 to x,
// for a, b > 0 and 0 <= x <= 1; NaN elsewhere.
#pragma once

namespace aleator::scalar {

double betainc(double a, double b, double x);       ///< I_x(a, b)
double betaincc(double a, double b, double x);      ///< 1 - I_x(a, b)
double log_betainc(double a, double b, double x);   ///< log I, also where I is 0 in double
double log_betaincc(double a, double b, double x);  ///< log (1 - I)

double betainc_gradient_a(double a, double b, double x);  ///< dI/da
double betainc_gradient_b(double a, double b, double x);  ///< dI/db
/// The derivatives by a, and by b, of a beta variate x whose probability I_x(a, b) is held.
double beta_implicit_gradient_a(double a, double b, double x);
double beta_implicit_gradient_b(double a, double b, double x);

double betaincinv(double a, double b, double p);   ///< the x with I_x(a, b) = p
double betainccinv(double a, double b, double q);  ///< the x with 1 - I_x(a, b) = q

}  // namespace aleator::scalar
