// SPDX-License-Identifier: Apache-2.0
// Declares functions of the variables that a computation reads: what trains them.
#pragma once

#include "aleator/array/variable.h"
#include "aleator/transforms/inspect.h"

#include <vector>

namespace aleator {

/// A traced function (variables..., arguments..., captures...).
struct FunctionOfVariables {
  Function function;
  std::vector<Variable> variables;
  std::vector<bool> is_read;  ///< whether the function depends on that variable
  Arrays captures;            ///< operands for the trailing parameters; may be live
};
/// Traces f with the variables that it reads as parameters: `variables`, or if there are none, all
/// trainable ones in order of first use. Those below arrays that were made outside of f count too:
/// an array that holds softplus(v) is made again from the parameter. f must not assign variables.
FunctionOfVariables close_over_variables(const char* who, const std::vector<Variable>& variables,
                                         const ArrayTypes& arguments,
                                         const Callable<Arrays(const Arrays&)>& f);

/// (inputs...) -> (scalar output 0, its gradients with respect to the first `num_wanted` inputs,
/// the other outputs), simplified.
Function value_and_gradients_function(const Function& f, std::size_t num_wanted);

}  // namespace aleator
