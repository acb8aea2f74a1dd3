// SPDX-License-Identifier: Apache-2.0
// Declares the functions that an operation holds.
#pragma once

#include "aleator/graph/function.h"
#include "aleator/graph/node.h"

#include <vector>

namespace aleator::lowering {

/// What a node runs: bodies, branches, called functions; not derivatives.
std::vector<Function> inner_functions(const Node& node);
/// The same operation with other functions in their place.
Ref<const Attributes> with_inner_functions(const Node& node,
                                           const std::vector<Function>& functions);

}  // namespace aleator::lowering
