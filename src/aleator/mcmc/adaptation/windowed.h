// SPDX-License-Identifier: Apache-2.0
// Defines the adaptation of step size and metric in windows of growing length.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// Adapts step size and metric of a Hamiltonian kernel in windows of growing length: the
/// metric of a window comes from the draws and gradients of the window before, of all chains that
/// are in the typical set, the step size from dual averaging in every chain. The last window finds
/// the step size for the final metric.
///
/// inverse_metric = sqrt(variance of positions / variance of gradients), which minimises the Fisher
/// divergence between the posterior and a Gaussian with independent coordinates. Where draws and
/// gradients say that this is too short or too long in some directions, by a factor of 2 in the
/// variance, the metric gets those directions too (Parameters::directions): nobody has to ask for
/// it, where there are none it costs nothing, and chains that have not arrived put it off. Trees of
/// the first two windows, where they are not all, end at a depth of 7 (Parameters::max_tree_depth),
/// so that chains on their way do not keep the others waiting. Source:
/// Seyboldt, Carlson, Carpenter (2026), arXiv 2603.18845.
struct WindowedAdaptation {
  Kernel inner_kernel = required("inner_kernel");
  std::int64_t num_adaptation_steps = required("num_adaptation_steps");
  double target_accept_prob = 0.8;
  bool uses_gradients = true;  ///< else inverse_metric = variance of positions (Stan's rule)
  std::int64_t max_num_directions = 16;  ///< of the metric besides its diagonal; 0: none
  Ref<const KernelRules> rules() const;
};

/// The lengths of the windows of so many transitions: 20, 30, 50, then doubling, and 15 % (at most
/// 200) at the end for the step size alone.
std::vector<std::int64_t> window_lengths(std::int64_t num_adaptation_steps);

}  // namespace aleator::mcmc
