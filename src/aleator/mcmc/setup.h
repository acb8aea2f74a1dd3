// SPDX-License-Identifier: Apache-2.0
// Defines Setup, what mcmc::sample makes of a log density and options before anything runs.
#pragma once

#include "aleator/mcmc/run.h"
#include "aleator/mcmc/sample.h"
#include "aleator/mcmc/starting_points.h"

#include <utility>

namespace aleator::mcmc {

/// Everything about the parts, from the options or else from the target.
struct SampledParts {
  Arrays state;  ///< a point, of the shapes and in the ranges of the parts
  std::vector<std::string> names;
  Bijectors bijectors;
};

/// ValueError where options or starting points are wrong; see sample.
struct Setup {
  Setup(const LogDensity& log_density, const SampleOptions& options);
  Setup(const Setup&) = delete;
  Setup& operator=(const Setup&) = delete;

  /// Of the transitions; the seed's other half makes starting points.
  Key run_key() const;
  /// Where chains start.
  StartingPoints starts() const;
  RunParts run_parts(const StartingPoints& starts) const;

  const SampleOptions options;  ///< with a seed
  const SampledParts parts;
  const Kernel kernel;
  const std::pair<Array, Layout> start;  ///< the middle of the starting points, unconstrained
  const Target target;
  const ChainProgram program;
  const Plan plan;
};

}  // namespace aleator::mcmc
