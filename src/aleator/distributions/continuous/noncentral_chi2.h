// SPDX-License-Identifier: Apache-2.0
// Defines the noncentral chi-squared distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct NoncentralChi2Parameters {
  Array df = required("df");                        ///< degrees of freedom, positive
  Array noncentrality = required("noncentrality");  ///< non-negative
};

/// Noncentral chi-squared distribution over the positive reals: for whole df that of the sum of
/// squares of df normal variables of variance 1 whose squared means add up to noncentrality.
///
///   pdf(x) = exp(-(x + noncentrality) / 2) (x / noncentrality)**(v / 2) I_v(sqrt(noncentrality
///   x)) / 2,   v = df / 2 - 1
///
/// R: ncp = noncentrality.
class NoncentralChi2 : public Distribution {
 public:
  NoncentralChi2(const Array& df, const Array& noncentrality);
  explicit NoncentralChi2(const NoncentralChi2Parameters& parameters)
      : NoncentralChi2(parameters.df, parameters.noncentrality) {}
  static const Family family;
};

}  // namespace aleator::distributions
