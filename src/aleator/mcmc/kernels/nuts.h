// SPDX-License-Identifier: Apache-2.0
// Defines the No-U-Turn sampler as a state machine: one leapfrog step a tick.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"
#include "aleator/mcmc/parts/turning.h"

namespace aleator::mcmc {

/// The No-U-Turn sampler: trajectories double, forwards or backwards in time, until they turn back;
/// the draw is one of their points, with probability proportional to exp(-energy) within subtrees
/// and in favour of the newer half between them.
///
/// Sources: Hoffman and Gelman (2014), "The No-U-Turn sampler"; Betancourt (2017), "A conceptual
/// introduction to Hamiltonian Monte Carlo"; the loop over leaves with a checkpoint per level
/// instead of recursion is that of Phan, Pradhan and Jankowiak (2019), arXiv 1912.11554.
///
/// One step is one leapfrog step, so chains side by side share gradients and never wait for each
/// other: each is at a point of its own of its own trajectory.
struct NoUTurnSampler {
  TargetLogProbFn target_log_prob_fn = required("target_log_prob_fn");
  Array step_size = required("step_size");  ///< positive; scalar or one per coordinate
  int max_tree_depth = 10;  ///< a trajectory has at most 2^depth - 1 steps; Parameters may say less
  double max_energy_diff = 1000.;  ///< energy error that counts as divergence (Stan's)

  static constexpr std::string_view kName = "NoUTurnSampler";
  /// A point of the target with what the next leapfrog step needs.
  struct Point {
    Array position, log_density, gradient;
  };
  /// One end of the trajectory.
  struct End {
    Array position, momentum, gradient;
  };
  /// A trajectory or the part that grows: sum of momenta, log of the sum of exp(-energy error), and
  /// the point chosen.
  struct Tree {
    Array momentum_sum, log_weight;
    Point chosen;
  };
  /// What goes on within a transition.
  struct Progress {
    Array is_start;        ///< whether a transition begins with the next tick
    Array has_moved;       ///< whether the chosen point is another than the start
    Array direction;       ///< 1 or -1: of time, where the trajectory grows
    Array depth;           ///< the trajectory has 2^depth points
    Array leaf;            ///< leaves of the growing subtree
    Array num_steps;       ///< leapfrog steps of the transition
    Array sum_acceptance;  ///< of min(1, exp(-energy error)) over them
    Array energy;          ///< at the start of the transition
  };
  struct State {
    Array position, log_density, gradient;  ///< the draw, or the end that grows
    Array momentum;
    End other;  ///< the end that stays
    Tree tree, subtree;
    Checkpoints checkpoints;
    Progress progress;
  };
  struct Info {
    Array log_accept_ratio;  ///< log of the mean acceptance probability over the trajectory
    Array is_transition, is_accepted, is_divergent, energy;
    Array num_steps, tree_depth;
    Array has_reached_max_depth;
  };
  TargetLogProbFn target() const { return target_log_prob_fn; }
  Parameters parameters() const { return {.step_size = step_size}; }
  State init(const Target& target, const Array& position) const;
  std::pair<State, Info> step(const Key& key, const Target& target, const Parameters& parameters,
                              const State& state) const;
};

}  // namespace aleator::mcmc
