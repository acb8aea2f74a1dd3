// SPDX-License-Identifier: Apache-2.0
// Declares an estimate of what a graph costs to run.
#pragma once

#include "aleator/graph/function.h"

namespace aleator {

/// Elementary operations that the nodes take, about: known from shapes alone.
double work_of(const std::vector<const Node*>& nodes);

/// Number of nodes, those of inner functions included.
std::size_t num_nodes(const std::vector<const Node*>& nodes);

}  // namespace aleator
