// SPDX-License-Identifier: Apache-2.0
// Defines the Wishart distribution by a triangular scale.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct WishartTriLParameters {
  Array df = required("df");                  ///< degrees of freedom, above n - 1
  Array scale_tril = required("scale_tril");  ///< Cholesky factor of the scale: [..., n, n]
};

/// Wishart distribution over positive definite matrices, a density by the elements on and below
/// the diagonal. With S = scale_tril scale_tril',
///
///   pdf(X) = det(X)**((df - n - 1) / 2) exp(-trace(S**-1 X) / 2)
///            / (2**(df n / 2) det(S)**(df / 2) Gamma_n(df / 2))
///
/// For whole df the sum of df outer products of vectors from Normal(0, S). Stan: wishart(df, S).
class WishartTriL : public Distribution {
 public:
  explicit WishartTriL(const WishartTriLParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
