// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/diag_jacobian.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/transforms/transforms.h"

namespace aleator::math {

DiagJacobian diag_jacobian(const Callable<Array(const Array&)>& f, const Array& x) {
  const Array at = as_floating(x);
  if (at.rank() < 1)
    throw ShapeError("diag_jacobian: x must have an axis of coordinates, got a number");
  const Array value = f(at);
  if (value.shape() != at.shape())
    throw ShapeError(
        text("diag_jacobian: f must keep the shape of x, ", at.shape(), ", got ", value.shape()));
  const auto along = [&](const Array& direction) {
    const Array tangent = jvp(f, at, broadcast_to(direction, at.shape())).second;
    return sum(tangent * direction, {.axes = {-1}});
  };
  const Array rows = vmap(along)(eye(at.dim(-1), -1, 0, at.dtype()));
  return {value, move_axis(rows, 0, -1)};
}

}  // namespace aleator::math
