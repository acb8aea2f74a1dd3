// SPDX-License-Identifier: Apache-2.0
// Declares the spread of coefficients over samples of the rows.
#pragma once

#include "aleator/glm/fit_sparse.h"
#include "aleator/random/key.h"

namespace aleator::glm {

struct BootstrapOptions {
  std::int64_t num_replicates = 200;  ///< at least 2
  Key key = required("key");
};

struct BootstrapResult {
  Array coefficients;     ///< [replicate, column]
  Array standard_errors;  ///< [column]: standard deviations over the replicates
  std::int64_t num_converged = 0;
  std::vector<std::string> column_names;

  /// Percentiles of each coefficient, [column]: quantile(0.05), quantile(0.95).
  Array quantile(double probability) const;
  /// The part of replicates in which a coefficient is not 0, [column].
  Array selected() const;
};

/// Fits samples of the rows, drawn with replacement, as many as there are; the selection of columns
/// by an l1_regularizer is repeated in each. Efron and Tibshirani (1993), An Introduction to the
/// Bootstrap: standard errors need 50 to 200 replicates, percentiles 1,000. Models of one batch
/// member only.
BootstrapResult bootstrap(const FitOptions& fit, const BootstrapOptions& options);
BootstrapResult bootstrap(const FitSparseOptions& fit, const BootstrapOptions& options);

}  // namespace aleator::glm
