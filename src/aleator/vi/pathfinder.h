// SPDX-License-Identifier: Apache-2.0
// Declares Pathfinder on targets: several paths, whose draws importance weights choose from.
#pragma once

#include "aleator/mcmc/log_density.h"
#include "aleator/vi/quality.h"

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace aleator::vi {

struct FitPathfinderOptions {
  std::int64_t num_paths = 4;
  std::int64_t num_draws_per_path = 1000;    ///< from which draws are chosen
  std::int64_t num_draws = 1000;             ///< of the result
  std::int64_t max_iterations = 1000;        ///< of each path's optimizer
  std::optional<Arrays> initial_state = {};  ///< the middle of the starts; else 0 over the reals
  std::optional<Key> key = {};               ///< absent: Key(0)
};

struct PathfinderFit {
  std::vector<std::string> names;
  Arrays draws;                ///< of each part, [num_draws, ...]
  std::int64_t num_paths = 0;  ///< that found an approximation
  SurrogateQuality quality;    ///< of all paths' draws together

  /// Draws of the part of this name; ValueError tells the names there are.
  const Array& operator[](const std::string& name) const;
  std::string to_string() const;
};
std::ostream& operator<<(std::ostream& out, const PathfinderFit& fit);

/// Paths from points up to 2 away from the middle, each with the normal approximation of its way to
/// a mode that has the best evidence lower bound (see optimize::pathfinder). Draws are chosen, with
/// replacement, by Pareto smoothed importance weights of all of them together.
///
/// ValueError where no path finds an approximation.
///
/// Source: Zhang, Carpenter, Gelman and Vehtari (2022), "Pathfinder: parallel quasi-Newton
/// variational inference", algorithm 5.
PathfinderFit fit_pathfinder(const LogDensity& target, const FitPathfinderOptions& options = {});

}  // namespace aleator::vi
