// SPDX-License-Identifier: Apache-2.0
// Defines the Wishart distribution by a linear operator.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"
#include "aleator/linalg/linear_operator.h"

namespace aleator::distributions {

struct WishartLinearOperatorParameters {
  Array df = required("df");                 ///< degrees of freedom, above n - 1
  LinearOperator scale = required("scale");  ///< a root of the scale matrix: n by n, non-singular
};

/// The Wishart distribution, as WishartTriL, whose scale matrix is S = scale scale'. The operator
/// is taken as a dense matrix, of whose S a Cholesky factor is made once.
class WishartLinearOperator : public Distribution {
 public:
  explicit WishartLinearOperator(const WishartLinearOperatorParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
