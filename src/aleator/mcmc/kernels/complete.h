// SPDX-License-Identifier: Apache-2.0
// Defines the wrapper that makes a step a whole transition.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// Ticks until a transition of the inner kernel ends: for kernels that need whole transitions of
/// what they wrap. Chains side by side then wait for each other at every transition.
struct Complete {
  Kernel inner_kernel = required("inner_kernel");
  Ref<const KernelRules> rules() const;
};

/// Complete, for braces.
inline Kernel complete(const Kernel& kernel) { return Complete{kernel}; }

}  // namespace aleator::mcmc
