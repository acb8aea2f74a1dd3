// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/objective.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/match.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/transforms/inspect.h"

namespace aleator::optimize {

Array checked_position(const char* who, const Array& position, const char* name) {
  check_holds(who, position);
  if (position.rank() != 1 || position.size() == 0) {
    throw ShapeError(text(who, ": ", name,
                          " must be one start, a vector of shape [d] with d >= 1, got shape ",
                          position.shape(), "; use vmap for many starts"));
  }
  const Array floating = as_floating(position);
  return astype(floating, floating.dtype());
}

Objective::Objective(const char* who, const Callable<Arrays(const Array&)>& f,
                     const Array& position) {
  const ArrayType type{.dtype = position.dtype(), .shape = position.shape()};
  const auto checked = [&](const Arrays& x) {
    Arrays outputs = f(x[0]);
    if (outputs[0].rank() != 0) {
      throw ShapeError(text(who, ": the function must return a scalar, got shape ",
                            outputs[0].shape(), "; it is called with one position of shape ",
                            type.shape));
    }
    if (outputs.size() > 1 && outputs[1].shape() != type.shape) {
      throw ShapeError(text(who, ": the gradient must have the shape of the position, ", type.shape,
                            ", got ", outputs[1].shape()));
    }
    for (Array& output : outputs) output = astype(as_floating(output), type.dtype);
    return outputs;
  };
  const ClosedFunction closed = close(who, {type}, checked);
  function_ = closed.function;
  captures_ = closed.captures;
}

Arrays Objective::operator()(const Array& position) const {
  Arrays operands{position};
  operands.insert(operands.end(), captures_.begin(), captures_.end());
  return call_function(function_, operands);
}

Objective Objective::with_gradient() const {
  Objective result;
  result.function_ = value_and_gradient_function(function_, 0);
  result.captures_ = captures_;
  return result;
}

}  // namespace aleator::optimize
