// SPDX-License-Identifier: Apache-2.0
// Defines the ordered logistic distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct OrderedLogisticParameters {
  Array cutpoints = required("cutpoints");  ///< increasing along the last axis: [..., n]
  Array loc = required("loc");              ///< location of the logistic variable
};

/// Distribution over 0, ..., n: how many of the cutpoints a logistic variable around loc exceeds.
///
///   pmf(k) = sigmoid(loc - cutpoints[k - 1]) - sigmoid(loc - cutpoints[k])
///
/// where the terms beyond the ends are 1 and 0. Draws are int64. Stan: ordered_logistic(loc,
/// cutpoints) counts from 1.
class OrderedLogistic : public Distribution {
 public:
  explicit OrderedLogistic(const OrderedLogisticParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
