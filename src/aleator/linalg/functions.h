// SPDX-License-Identifier: Apache-2.0
// Declares the exponential of a matrix, and the orthogonalisation of vectors.
#pragma once

#include "aleator/array/array.h"

#include <optional>

namespace aleator::linalg {

/// The sum of a^k / k!, by the Pade approximant of degree 13 with scaling and squaring; the scale
/// is chosen for each matrix, by the norms of its powers (Al-Mohy and Higham 2009, A new scaling
/// and squaring algorithm for the matrix exponential). NaN for matrices with NaN, and where norms
/// exceed 1e19.
Array matrix_exponential(const Array& a);

/// The columns made orthonormal from the first on, by the modified Gram-Schmidt process: the errors
/// of orthogonality grow with the condition number of the columns, unlike those of qr. num_vectors:
/// how many columns the later ones are made orthogonal to; all by default.
Array gram_schmidt(const Array& vectors, std::optional<std::int64_t> num_vectors = {});

}  // namespace aleator::linalg
