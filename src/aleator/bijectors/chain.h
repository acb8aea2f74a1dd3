// SPDX-License-Identifier: Apache-2.0
// Defines the Chain bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// Composition, the last applied first: Chain({f, g}) is y = f(g(x)). Its minimal event is the
/// smallest that fits all.
class Chain : public Bijector {
 public:
  explicit Chain(const Bijectors& bijectors);
};

}  // namespace aleator::bijectors
