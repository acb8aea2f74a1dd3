// SPDX-License-Identifier: Apache-2.0
// Declares banded matrices and their systems.
#pragma once

#include "aleator/array/array.h"

namespace aleator::linalg {

/// A square matrix that is zero outside a band, as SciPy stores it: bands[..., num_upper + i - j,
/// j] is a[..., i, j], [..., num_lower + num_upper + 1, n]. The corners that no element stands in
/// are not read.
struct BandedMatrix {
  std::int64_t num_lower;  ///< diagonals below the main one
  std::int64_t num_upper;  ///< and above
  Array bands;
};

/// The matrix with its zeros.
Array banded_to_dense(const BandedMatrix& a);
/// The x with a x = b, for b a matrix, or a vector if it has one axis: elimination in
/// O(n num_lower num_upper), without pivoting: backward stable for matrices that are diagonally
/// dominant, positive definite or totally nonnegative (Higham, Accuracy and Stability of Numerical
/// Algorithms, 9), and with an error that grows with the pivots, or NaN where one is 0, otherwise;
/// solve(banded_to_dense(a), b) pivots.
Array banded_solve(const BandedMatrix& a, const Array& b);

}  // namespace aleator::linalg
