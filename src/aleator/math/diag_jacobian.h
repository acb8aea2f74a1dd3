// SPDX-License-Identifier: Apache-2.0
// Declares the diagonals of Jacobians.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

namespace aleator::math {

struct DiagJacobian {
  Array value;     ///< f(x)
  Array diagonal;  ///< d f(x)[..., i] / d x[..., i], of the shape of x
};
/// The diagonal of the Jacobian of f, which takes vectors along the last axis of x to vectors of
/// the same length, each by itself; axes before it are a batch. Costs one forward derivative for
/// each coordinate, made in one call of f over all of them.
DiagJacobian diag_jacobian(const Callable<Array(const Array&)>& f, const Array& x);

}  // namespace aleator::math
