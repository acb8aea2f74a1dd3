// SPDX-License-Identifier: Apache-2.0
// Defines the Metropolis-Hastings wrapper.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// Makes a proposal kernel leave its target invariant: accepts with probability
/// min(1, exp(target(new) - target(old) + log_acceptance_correction)).
struct MetropolisHastings {
  Kernel inner_kernel = required("inner_kernel");  ///< an uncalibrated kernel
  Ref<const KernelRules> rules() const;
};

}  // namespace aleator::mcmc
