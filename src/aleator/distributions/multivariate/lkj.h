// SPDX-License-Identifier: Apache-2.0
// Defines the LKJ distribution of correlation matrices, and of their Cholesky factors.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct LKJParameters {
  std::int64_t dimension = 0;                       ///< rows and columns, at least 1
  Array concentration = required("concentration");  ///< positive; 1 is uniform, above it nearer I
};

/// Distribution over correlation matrices of `dimension` rows, a density by the elements below the
/// diagonal.
///
///   pdf(R) = det(R)**(concentration - 1) / z
///
/// D. Lewandowski, D. Kurowicka and H. Joe (2009), "Generating random correlation matrices based on
/// vines and extended onion method". Stan: lkj_corr(concentration).
class LKJ : public Distribution {
 public:
  explicit LKJ(const LKJParameters& parameters);
  static const Family family;
};

/// Distribution of the lower Cholesky factors of these matrices, a density by the elements below
/// the diagonal.
///
///   pdf(L) = prod over k = 2, ..., n of L[k, k]**(n - k + 2 (concentration - 1)) / z
///
/// Stan: lkj_corr_cholesky(concentration).
class CholeskyLKJ : public Distribution {
 public:
  explicit CholeskyLKJ(const LKJParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
