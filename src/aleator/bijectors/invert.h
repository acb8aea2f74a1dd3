// SPDX-License-Identifier: Apache-2.0
// Declares the Invert bijector.
#pragma once

#include "aleator/bijectors/multipart_bijector.h"

namespace aleator::bijectors {

/// The inverse of a bijector: y = bijector.inverse(x). A function, since a class would take the
/// construction from another Invert for a copy: Invert(Invert(b)) maps as b does.
Bijector Invert(const Bijector& bijector);
MultipartBijector Invert(const MultipartBijector& bijector);

}  // namespace aleator::bijectors
