// SPDX-License-Identifier: Apache-2.0
// Declares the transforms of closed functions that rules of control flow need. The definitions are
// transforms'.
#pragma once

#include "aleator/graph/function.h"

namespace aleator {

/// (inputs..., one tangent per true entry of `has_tangent`) -> (outputs..., one tangent per
/// output).
Function jvp_function(const Function& f, const std::vector<bool>& has_tangent);

/// (inputs..., one cotangent per output) -> one cotangent per true entry of `wanted`.
Function vjp_function(const Function& f, const std::vector<bool>& wanted);

/// The function over a new leading axis of length `size` on inputs where `is_batched`; all outputs
/// carry it.
Function batch_function(const Function& f, const std::vector<bool>& is_batched, std::int64_t size,
                        bool is_lanes);

/// The function without dead code, repeated subexpressions and trivial arithmetic.
Function simplify(const Function& f);

}  // namespace aleator
