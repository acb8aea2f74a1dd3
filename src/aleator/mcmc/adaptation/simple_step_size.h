// SPDX-License-Identifier: Apache-2.0
// Defines the simplest step-size adaptation.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// Multiplies the step size by 1 + adaptation_rate when the mean acceptance probability over the
/// chains exceeds the target, else divides it, after each of the first num_adaptation_steps
/// transitions. All chains share it.
///
/// Source: Andrieu and Thoms (2008), "A tutorial on adaptive MCMC", algorithm 4 in its
/// multiplicative form.
struct SimpleStepSizeAdaptation {
  Kernel inner_kernel = required("inner_kernel");
  std::int64_t num_adaptation_steps = required("num_adaptation_steps");
  double target_accept_prob = 0.75;
  double adaptation_rate = 0.01;
  Ref<const KernelRules> rules() const;
};

}  // namespace aleator::mcmc
