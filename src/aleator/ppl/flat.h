// SPDX-License-Identifier: Apache-2.0
// Defines Flat, the improper uniform distribution.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::ppl {

struct FlatOptions {
  Shape event_shape = {};
  std::optional<Bijector> bijector = {};  ///< from the reals onto the support; absent: all reals
};

/// A constant density, 1, over a set of any size: flat priors. It has no draws: a model with one is
/// conditioned and sampled, not simulated.
///
///   log_prob(x) = 0
///
/// Flat({.bijector = tfb::Exp()}) is over the positive numbers, Flat({.event_shape = {2}, .bijector
/// = tfb::Ascending()}) over increasing pairs.
class Flat : public Distribution {
 public:
  explicit Flat(const FlatOptions& options = {});
  static const Family family;
};

}  // namespace aleator::ppl
