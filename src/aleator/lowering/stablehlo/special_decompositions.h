// SPDX-License-Identifier: Apache-2.0
// Declares special functions as operations on whole arrays, for devices: their kernels for
// processors have branches that depend on the numbers. All are elementwise, in the dtype of their
// inputs.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

namespace aleator::stablehlo {

using ArrayFormula = Callable<Array(const Arrays&)>;

/// One of two numbers, in the dtype of `like`: of itself it would be float64, which not every
/// device has.
Array choice(const Array& condition, double yes, double no, const Array& like);
/// The derivative of a formula by input i.
Array derivative_of(const ArrayFormula& formula, const Arrays& inputs, std::size_t i);
/// The same for formulas with loops that end when their values are good: at whole numbers fractions
/// end early, with all digits but not those of their derivatives. So a point beside is computed
/// too, and loops end where both are good.
Arrays derivatives_by_loops(const Callable<Arrays(const Arrays&)>& formulas, const Arrays& inputs,
                            std::size_t i);
/// The sum of terms until they are small against it, element by element: `next(k, term)` is term
/// k = 1, 2, ... from the one before.
Array summed(const Array& first, const Callable<Array(const Array& k, const Array& term)>& next,
             std::int64_t max_terms);
/// b(0) + a(1) / (b(1) + a(2) / (b(2) + ...)) by Lentz's algorithm.
Array continued_fraction(const Array& b0, const Callable<Array(const Array& k)>& a,
                         const Callable<Array(const Array& k)>& b, std::int64_t max_terms);
/// The u with f(u) = 0 for increasing concave f, by Newton's method from `start`; f gives value and
/// slope.
Array root_of_concave(const Callable<std::pair<Array, Array>(const Array& u)>& f,
                      const Array& start);
/// The integral of f over [low, high] by a Gauss-Legendre rule, its 48 nodes along a new last axis.
Array integral(const Array& low, const Array& high, const Callable<Array(const Array&)>& f);
/// lgamma(x) without (x - 1/2) log(x) - x + log(2 pi) / 2, for x >= 8.
Array stirling_rest(const Array& x);

/// Logarithms of P and Q.
struct Tails {
  Array lower, upper;
};
Tails log_gamma_tails(const Array& a, const Array& x);
Tails log_beta_tails(const Array& a, const Array& b, const Array& x, const Array& log_beta);

}  // namespace aleator::stablehlo
