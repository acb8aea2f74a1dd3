// SPDX-License-Identifier: Apache-2.0
// Declares the Invert bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// The inverse of a bijector: y = bijector.inverse(x). A function, since of a class
/// Invert(Invert(b)) would be a copy.
Bijector Invert(const Bijector& bijector);

}  // namespace aleator::bijectors
