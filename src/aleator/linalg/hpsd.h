// SPDX-License-Identifier: Apache-2.0
// Declares log determinant and systems of symmetric positive definite matrices, by their Cholesky
// factor, which may be given. A matrix that is not positive definite gives NaN.
#pragma once

#include "aleator/array/array.h"

#include <optional>

namespace aleator::linalg {

/// log det a.
Array hpsd_logdet(const Array& a, const std::optional<Array>& cholesky_matrix = {});
/// The x with a x = b, for matrices b.
Array hpsd_solve(const Array& a, const Array& b, const std::optional<Array>& cholesky_matrix = {});
/// The x with a x = b, for vectors b along a last axis.
Array hpsd_solvevec(const Array& a, const Array& b,
                    const std::optional<Array>& cholesky_matrix = {});
/// b' inv(a) b, for matrices b: [..., k, k].
Array hpsd_quadratic_form_solve(const Array& a, const Array& b,
                                const std::optional<Array>& cholesky_matrix = {});
/// b' inv(a) b, for vectors b along a last axis.
Array hpsd_quadratic_form_solvevec(const Array& a, const Array& b,
                                   const std::optional<Array>& cholesky_matrix = {});

}  // namespace aleator::linalg
