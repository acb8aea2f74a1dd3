// SPDX-License-Identifier: Apache-2.0
// Declares where the chains of mcmc::sample start: points of their own, or draws of Pathfinder.
#pragma once

#include "aleator/mcmc/kernel.h"
#include "aleator/stats/posterior.h"

#include <string>
#include <vector>

namespace aleator::mcmc {

/// Where the chains of a run start.
struct StartingPoints {
  Array positions = 0.;     ///< in the sampler's space, [chains, size]
  stats::Starts told = {};  ///< the same points as users know them
};

struct StartingPointOptions {
  Array center = 0.;  ///< of the uniform points, [size]
  std::int64_t num_chains = 1;
  std::int64_t num_superchains = 0;  ///< whose chains have one start in common; 0: none
  bool follows_paths = false;  ///< starts are draws of paths, not the uniform points themselves
};

/// Of every chain, a point uniform over (-2, 2) around the center whose log density and gradient
/// are finite (the center itself after 100 tries). If asked for, one path of Pathfinder begins
/// there, and its draw is the start. Paths know nothing of each other, and no draw is chosen over
/// another: that chains start in different places stays a test of convergence. A chain whose path
/// finds no finite draw keeps its uniform point; `told.origins` says why. The chains of a
/// superchain start where a chain alone would.
///
/// Throws ValueError where a chain finds no point and the center is none either; see check_start.
StartingPoints starting_points(const Target& target, const KernelRules& rules,
                               const StartingPointOptions& options, const Key& key);

/// All chains start at one point that a caller chose: in the sampler's space, and its parts.
StartingPoints given_point(const Array& position, const Arrays& parts,
                           const std::vector<std::string>& names, std::int64_t num_chains);

}  // namespace aleator::mcmc
