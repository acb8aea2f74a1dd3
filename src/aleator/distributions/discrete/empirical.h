// SPDX-License-Identifier: Apache-2.0
// Defines the distribution of given draws.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct EmpiricalParameters {
  Array samples = required("samples");  ///< [..., number of samples] + event
  int event_ndims = 0;                  ///< axes of an event: 0, 1 or 2
};

/// Each of the samples with the same probability.
///
///   pmf(x) = share of the samples that are x,   cdf(x) = share of those that are x or less
///
/// Of events with axes there is no cdf. The mode is the sample that is there most often, the first
/// of several. pmf and entropy compare with every sample.
class Empirical : public Distribution {
 public:
  explicit Empirical(const EmpiricalParameters& parameters);
  explicit Empirical(const Array& samples) : Empirical(EmpiricalParameters{.samples = samples}) {}
  std::int64_t compute_num_samples() const;  ///< how many there are
  static const Family family;
};

}  // namespace aleator::distributions
