// SPDX-License-Identifier: Apache-2.0
// Declares what starts from the largest value of a density: the maximum a posteriori and Laplace's
// approximation.
#pragma once

#include "aleator/mcmc/log_density.h"
#include "aleator/vi/quality.h"
#include "aleator/vi/surrogate_posterior.h"

#include <iosfwd>
#include <optional>
#include <string>

namespace aleator::vi {

struct ModeOptions {
  std::optional<Arrays> initial_state = {};  ///< of the first search; else 0 over the reals
  std::int64_t num_starts = 4;  ///< searches: one from there, others from up to 2 away; best counts
  std::int64_t max_iterations = 1000;  ///< of each search
  std::optional<Key> key = {};         ///< of the other starts; absent: Key(0)
};

struct MaximumAPosteriori {
  std::vector<std::string> names;
  Arrays parts;
  double log_prob = 0;        ///< of the target there
  bool is_converged = false;  ///< else the density may have no maximum
  std::int64_t num_iterations = 0;

  /// The part of this name; ValueError tells the names there are.
  const Array& operator[](const std::string& name) const;
  std::string to_string() const;
};
std::ostream& operator<<(std::ostream& out, const MaximumAPosteriori& result);

/// Where the target's density of its parts, as they are, is largest: searches of L-BFGS over the
/// unconstrained values, without the Jacobian. ValueError where no search finds a finite value.
MaximumAPosteriori maximum_a_posteriori(const LogDensity& target, const ModeOptions& options = {});

struct LaplaceFit {
  SurrogatePosterior surrogate;
  Arrays mode;              ///< parts at the largest density of unconstrained values
  Array covariance;         ///< of the unconstrained values, [d, d]
  double log_evidence = 0;  ///< log of the integral of exp(target), as the approximation has it
  SurrogateQuality quality;

  std::string to_string() const;
};
std::ostream& operator<<(std::ostream& out, const LaplaceFit& fit);

/// The normal distribution of the unconstrained values around their most likely point, with minus
/// the inverse Hessian of the log density, Jacobian included, as covariance; exact for normal
/// targets. ValueError where the log density has no maximum, or is flat in some direction there.
LaplaceFit laplace_approximation(const LogDensity& target, const ModeOptions& options = {});

}  // namespace aleator::vi
