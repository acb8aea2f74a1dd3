// SPDX-License-Identifier: Apache-2.0
// Defines a function of a vector, traced once, for the minimizers.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"
#include "aleator/graph/function.h"

#include <utility>

namespace aleator::optimize {

/// x -> (value, gradient), as value_and_grad(f) makes it: a scalar and a vector like x. Must be
/// pure.
using ValueAndGradientsFunction = Callable<std::pair<Array, Array>(const Array&)>;

/// A vector of a floating dtype, or an error that names `who` and the argument.
Array checked_position(const char* who, const Array& position,
                       const char* name = "initial_position");

/// A function of one position: a call of one traced function, however often it is used.
class Objective {
 public:
  /// Any outputs. The first must be a scalar, the second, if there is one, a vector like position.
  Objective(const char* who, const Callable<Arrays(const Array&)>& f, const Array& position);
  Arrays operator()(const Array& position) const;
  /// The scalar's value and gradient, by differentiation of the first output.
  Objective with_gradient() const;

 private:
  Objective() = default;
  Function function_;
  Arrays captures_;
};

}  // namespace aleator::optimize
