// SPDX-License-Identifier: Apache-2.0
// Defines the Gibbs sampler: kernels that take turns, each on some parts of the state.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"
#include "aleator/mcmc/parts/parts_fn.h"

#include <string>
#include <vector>

namespace aleator::mcmc {

/// Parts that are updated together, given the others: by a kernel, or by draws from their
/// conditional distribution. Exactly one of the two functions is given.
struct GibbsBlock {
  std::vector<std::string> parts = required("parts");  ///< their names
  /// A kernel on the conditional log density of the block's parts. It makes one transition and
  /// keeps nothing from one turn to the next, so it does not adapt, and it cannot be replica
  /// exchange, whose replicas would begin anew at every turn.
  Callable<Kernel(const TargetLogProbFn&)> make_kernel_fn = {};
  /// (key, all parts) -> the block's parts, drawn from their distribution given the others. It may
  /// be discrete; the state holds its numbers in the dtype of the others.
  PartsFn<Key, Arrays> conditional_fn = {};
};

/// The Gibbs sampler: one step updates the blocks in their order. Every part belongs to a block; in
/// more than one it is updated more than once.
///
/// Source: Geman and Geman (1984); kernels within it: Mueller (1991), Tierney (1994). It leaves the
/// target invariant if every block does.
struct GibbsSampler {
  TargetLogProbFn target_log_prob_fn = required("target_log_prob_fn");
  std::vector<GibbsBlock> blocks = required("blocks");

  static constexpr std::string_view kName = "GibbsSampler";
  struct State {
    Array position, log_density;
  };
  struct Info {
    Array log_accept_ratio;  ///< log of the mean acceptance probability of the kernels
    Array is_transition, is_divergent;
    Array num_steps;  ///< of all kernels
  };
  TargetLogProbFn target() const { return target_log_prob_fn; }
  Parameters parameters() const { return {}; }
  State init(const Target& target, const Array& position) const;
  std::pair<State, Info> step(const Key& key, const Target& target, const Parameters& parameters,
                              const State& state) const;
};

}  // namespace aleator::mcmc
