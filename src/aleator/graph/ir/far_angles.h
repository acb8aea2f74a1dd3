// SPDX-License-Identifier: Apache-2.0
// Declares what circular functions do with angles too far for the reduction of their code.
#pragma once

#include "aleator/graph/ir/value.h"

namespace aleator::ir {

/// `near`, the value of `function` (sin, cos or tan) computed for angles of float64, replaced where
/// |angle| is finite and beyond 1e8, by those of scalar/far_angles.h. A vector without such an
/// angle costs a comparison and a branch.
Value with_far_angles(const char* function, const Value& angle, const Value& near);

}  // namespace aleator::ir
