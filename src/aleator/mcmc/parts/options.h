// SPDX-License-Identifier: Apache-2.0
// Declares checks of options that kernels share.
#pragma once

#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// Throws ValueError "<who>: step_size must be positive and finite, got ..." when a known
/// value is not.
void check_step_size(const char* who, const Array& step_size);

/// The parts that a user's function made, flat, in the layout of the state. Throws ShapeError
/// "<who>: <function> must return ..." when they are others.
Array raveled(const char* who, const char* function, const Layout& layout, const Arrays& parts);

/// A kernel's parameters, in the dtype of positions.
Parameters parameters_of(const KernelRules& rules, Dtype dtype);

}  // namespace aleator::mcmc
