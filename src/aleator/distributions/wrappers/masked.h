// SPDX-License-Identifier: Apache-2.0
// Defines Masked, a batch of which some members are switched off.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct MaskedParameters {
  Distribution distribution = required("distribution");
  Array validity_mask = required("validity_mask");  ///< bools that broadcast with the batch shape
  /// What members that are switched off draw; by default the mode, or the mean, or some member of
  /// the support. TensorFlow Probability takes it as a function of the distribution.
  std::optional<Array> safe_value = {};
};

/// The distribution where validity_mask holds; elsewhere a certain draw, safe_value, that counts
/// for nothing: log_prob, entropy and divergences are 0, tails those of what is certain to lie
/// below.
class Masked : public Distribution {
 public:
  explicit Masked(const MaskedParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
