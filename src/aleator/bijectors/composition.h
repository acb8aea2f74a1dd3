// SPDX-License-Identifier: Apache-2.0
// Defines Composition, the chain of bijectors with parts.
#pragma once

#include "aleator/bijectors/multipart_bijector.h"

namespace aleator::bijectors {

/// The last bijector applied first, as in Chain: Composition({f, g}) is y = f(g(x)). Each must give
/// as many parts as the next one takes. Its minimal events are the smallest that fit all.
class Composition : public MultipartBijector {
 public:
  explicit Composition(const MultipartBijectors& bijectors);
};

}  // namespace aleator::bijectors
