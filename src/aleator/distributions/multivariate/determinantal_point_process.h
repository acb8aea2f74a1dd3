// SPDX-License-Identifier: Apache-2.0
// Defines determinantal point processes over finite sets.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct DeterminantalPointProcessParameters {
  Array eigenvalues = required("eigenvalues");    ///< of L, positive: [..., n]
  Array eigenvectors = required("eigenvectors");  ///< of L, its orthonormal columns: [..., n, n]
};

/// Distribution over the subsets of n items, vectors of 0 and 1, in which similar items exclude
/// each other: L[i, j] says how similar items i and j are.
///
///   pmf(x) = det(L[x, x]) / det(I + L),   L = eigenvectors diag(eigenvalues) eigenvectors'
///
/// mean() holds the probabilities of each item. Draws decide on the items one after the other, in
/// n**3 operations (J. Poulson (2020), "High-performance sampling of generic determinantal point
/// processes").
///
/// A. Kulesza and B. Taskar (2012), "Determinantal point processes for machine learning".
class DeterminantalPointProcess : public Distribution {
 public:
  explicit DeterminantalPointProcess(const DeterminantalPointProcessParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
