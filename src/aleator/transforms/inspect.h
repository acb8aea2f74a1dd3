// SPDX-License-Identifier: Apache-2.0
// Declares closed functions for those who run one many times (samplers, optimizers), and questions
// about them.
#pragma once

#include "aleator/array/array.h"
#include "aleator/array/buffer.h"
#include "aleator/base/callable.h"
#include "aleator/graph/function.h"

#include <string>
#include <vector>

namespace aleator {

/// A traced function whose last parameters stand for the arrays it captured.
struct ClosedFunction {
  Function function;
  Arrays captures;
};
/// Traces f, which must not assign variables; `who` names it in errors.
ClosedFunction close(const char* who, const ArrayTypes& types,
                     const Callable<Arrays(const Arrays&)>& f);

/// The function (inputs...) -> (scalar output 0, its gradient with respect to input i), simplified.
Function value_and_gradient_function(const Function& f, std::size_t i);

/// `function` over a new leading lane axis of its first `num_mapped` inputs; the others are shared.
Function over_lanes(const Function& function, std::size_t num_mapped, std::int64_t num_lanes);

/// Applies a function as one node: it stays a call, compiled once.
Arrays call_function(const Function& function, const Arrays& operands);
/// The same at once and on values alone, for those to whom a node a call is too dear.
std::vector<Buffer> call_function_on_values(const Function& function, std::vector<Buffer> operands);

/// Which summands of a scalar function are not finite at these arguments: "Uniform.log_prob is
/// -inf"; "" when none is.
std::string describe_non_finite_terms(const Function& function, const Arrays& operands);

}  // namespace aleator
