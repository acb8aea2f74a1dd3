// SPDX-License-Identifier: Apache-2.0
// Declares the refinement of least squares by residuals of twice the precision.
#pragma once

#include "aleator/array/ops/decomposition.h"

namespace aleator::linalg {

/// A least squares problem |a x - b| with the factors of a, which has at least as many rows as
/// columns.
struct FactoredLeastSquares {
  const Array& a;
  const Array& b;
  const QrFactors& factors;
};

/// x after so many corrections by the augmented system r + a x = b, a' r = 0, whose residuals are
/// computed with products and sums of twice the precision. Each correction multiplies the error by
/// about eps times the condition number of a, until only rounding is left. (Bjorck 1967, Iterative
/// refinement of linear least squares solutions I; Higham, Accuracy and Stability of Numerical
/// Algorithms, 20.5.) A constant for derivatives.
Array refined_solution(const FactoredLeastSquares& problem, const Array& x, int num_refinements);

}  // namespace aleator::linalg
