// SPDX-License-Identifier: Apache-2.0
// Declares checks of the shapes of matrices.
#pragma once

#include "aleator/array/array.h"

namespace aleator::linalg {

/// Throws ShapeError naming `who` unless x has at least two axes.
void check_matrix(const char* who, const Array& x);
/// The same, and the last two must be equal.
void check_square(const char* who, const Array& x);
/// Throws ShapeError unless a (square) and b (matrices) have as many rows.
void check_system(const char* who, const Array& a, const Array& b);

}  // namespace aleator::linalg
