// SPDX-License-Identifier: Apache-2.0
// Declares the handler that gives every choice of a model some value.
#pragma once

#include "aleator/ppl/scope.h"

namespace aleator::ppl {

/// Choices without a value are drawn; those of an improper distribution take a point of its
/// support.
Handler start(const Key& key);

}  // namespace aleator::ppl
