// SPDX-License-Identifier: Apache-2.0
// Defines the wrapper that samples in a bijector's domain.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// Runs the inner kernel on z with x = forward(z): its target is target(forward(z)) + log |det d
/// forward / dz|. Draws are of x.
struct TransformedTransitionKernel {
  Kernel inner_kernel = required("inner_kernel");
  Bijectors bijector = {};  ///< one per part of the state, or one for all
  Ref<const KernelRules> rules() const;
};

}  // namespace aleator::mcmc
