// SPDX-License-Identifier: Apache-2.0
// Declares LinearOperatorCirculant and LinearOperatorToeplitz, multiplied by Fourier transforms in
// O(n log n).
#pragma once

#include "aleator/linalg/linear_operator.h"

namespace aleator::linalg {

/// The real circulant matrix a[i, j] = column[(i - j) mod n] with this first column. (TFP takes the
/// spectrum, the Fourier transform of the column.) Its eigenvalues are that spectrum: systems are
/// solved by it in O(n log n) too.
LinearOperator LinearOperatorCirculant(const Array& column, const LinearOperatorHints& hints = {});

/// The Toeplitz matrix a[i, j] = column[i - j] for i >= j and row[j - i] above; row[0] is not read.
/// Products are those of a circulant matrix of twice the size; systems with
/// a positive definite one take O(n^2); others, and determinants, use the dense matrix.
LinearOperator LinearOperatorToeplitz(const Array& column, const Array& row,
                                      const LinearOperatorHints& hints = {});

}  // namespace aleator::linalg
