// SPDX-License-Identifier: Apache-2.0
// Declares checks of options that kernels share.
#pragma once

#include "aleator/array/array.h"

namespace aleator::mcmc {

/// Throws ValueError "<who>: step_size must be positive, got ..." when a known value is not.
void check_step_size(const char* who, const Array& step_size);

}  // namespace aleator::mcmc
