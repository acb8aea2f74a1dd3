// SPDX-License-Identifier: Apache-2.0
// Defines the Softfloor bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// A smooth floor: between n + 1/2 and n + 3/2 it is n plus a sigmoid, scaled to go from 0 to 1,
///
///   y = n + (sigmoid(u) - sigmoid(-h)) / (sigmoid(h) - sigmoid(-h)),
///
/// with u = (x - n - 1) / temperature and h = 1 / (2 temperature). Near the floor for small
/// temperatures, near x - 1/2 for large ones. From the reals onto them.
/// log |dy/dx| = log sigmoid(u) + log sigmoid(-u) - log(temperature tanh(h / 2)).
class Softfloor : public Bijector {
 public:
  explicit Softfloor(const Array& temperature);
};

}  // namespace aleator::bijectors
