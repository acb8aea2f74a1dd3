// SPDX-License-Identifier: Apache-2.0
// Defines Parts, how the parts of a target lie in one vector of reals.
#pragma once

#include "aleator/bijectors/bijector.h"
#include "aleator/mcmc/log_density.h"
#include "aleator/vi/surrogate_posterior.h"

#include <optional>
#include <string>
#include <vector>

namespace aleator::vi {

/// The parts of a target and a vector of all of their unconstrained values, one after the other.
/// Leading axes are draws.
struct Parts {
  std::vector<std::string> names;
  std::vector<Shape> shapes, unconstrained_shapes;
  Bijectors bijectors;  ///< from the reals onto each part

  /// Those of a target. ValueError, named by `who`, where the target does not know its shapes.
  Parts(const char* who, const LogDensity& target);

  std::int64_t size() const;
  /// [..., size] to the parts.
  Arrays constrain(const Array& flat) const;
  /// log |det| of the same map, [...].
  Array log_det_jacobian(const Array& flat) const;
  Array unconstrain(const Arrays& parts) const;
  /// The log density of the unconstrained vector of one draw.
  Array log_prob(const LogDensity& target, const Array& flat) const;
  /// A point of the parts as a vector, or without one zeros or normal numbers of this size.
  Array start(const char* who, const std::optional<Arrays>& point, const std::optional<Key>& key,
              double size_of_noise) const;
};

/// A distribution of the unconstrained vector, as one of the parts.
SurrogatePosterior surrogate_of(const Distribution& unconstrained, const Parts& parts);

}  // namespace aleator::vi
