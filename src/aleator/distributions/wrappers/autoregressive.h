// SPDX-License-Identifier: Apache-2.0
// Defines Autoregressive, the distribution of what a conditional distribution gives step by step.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct AutoregressiveParameters {
  /// The distribution of all coordinates given a value: that of each may depend on the coordinates
  /// before it only, in any order.
  Callable<Distribution(const Array&)> distribution_fn = {};
  /// The value to begin with, of the shape of a draw; by default zeros.
  std::optional<Array> sample0 = {};
  /// Steps after which all coordinates are drawn; by default as many as an event has numbers.
  std::optional<std::int64_t> num_steps = {};
};

/// A vector whose coordinates are drawn one after the other, each given those before it.
///
///   log_prob(x) = distribution_fn(x).log_prob(x)
///
/// Draws apply distribution_fn num_steps times, with the same randomness each time, so that
/// coordinates that are settled stay. distribution_fn is called once for batch and event shapes,
/// with sample0 or with zeros of no axes, and traced for draws.
class Autoregressive : public Distribution {
 public:
  explicit Autoregressive(const AutoregressiveParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
