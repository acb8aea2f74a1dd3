// SPDX-License-Identifier: Apache-2.0
// Declares the memory of functions that this process has traced.
#pragma once

#include "aleator/graph/function.h"

namespace aleator {

/// The function traced earlier that is the same, name and all, or else this one, which is kept from
/// now on. Who samples or fits again traces the model again: what was derived of it the last time
/// (its gradient, its form over lanes, its programs) is there already. The functions used last are
/// kept, those with large constants are not.
Function as_traced_before(const Function& function);

}  // namespace aleator
