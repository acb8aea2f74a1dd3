// SPDX-License-Identifier: Apache-2.0
// Declares coordinate descent for a quadratic function with an l1 penalty, on its matrix.
#pragma once

#include <cstdint>
#include <vector>

namespace aleator::glm {

/// The factor of the matrix of some variables, for the next function with the same matrix.
struct KeptFactor {
  std::vector<std::size_t> variables = {};  ///< ascending; none: nothing is kept
  std::vector<double> factor = {};          ///< n x n of these, the lower triangle
};

/// gradient'(z - b) + (z - b)'(gram + diag(l2))(z - b) / 2 + sum_j l1[j] |z[j]|, of n variables.
struct PenalizedQuadratic {
  const double* gram = nullptr;  ///< n x n, both triangles
  std::vector<double> gradient = {}, l2 = {}, l1 = {};
  std::vector<double> start = {};  ///< b
  KeptFactor* kept = nullptr;      ///< of gram + diag(l2)
};
struct DescentOptions {
  /// Done when a sweep over all variables lowers no coordinate's function by more than this.
  double tolerance = 0;
  /// ... or than this part of what the first sweep lowered one by: a quadratic function that is the
  /// model of another need not be minimised further than the model holds.
  double part_of_first = 0;
  std::int64_t max_sweeps = 1000;
  double learning_rate = 1;  ///< of every update
};
struct DescentResult {
  std::vector<double> z;
  std::int64_t num_updates = 0;
  bool is_converged = false;
};
/// One coordinate after the other, exactly, keeping the gradient; between sweeps over all
/// variables, sweeps over those that are not 0 (Friedman, Hastie and Tibshirani 2010,
/// Regularization paths for generalized linear models via coordinate descent).
DescentResult descend(const PenalizedQuadratic& f, const DescentOptions& options);

}  // namespace aleator::glm
