// SPDX-License-Identifier: Apache-2.0
// Declares calls from compiled code to the reference rule of an operation.
#pragma once

#include "aleator/graph/node.h"
#include "aleator/graph/primitives/dot.h"

#include <cstddef>
#include <optional>

namespace aleator::llvm {

/// What the environment of such a call points to.
struct HostCall {
  Ref<const Node> node;
  ArrayTypes inputs, outputs;             ///< as compiled code sees them: of one block of lanes
  std::optional<LibraryProduct> product;  ///< where the node is such: nothing else is needed

  HostCall(Ref<const Node> node, int num_lanes);
};

/// The function that compiled code calls: evaluates the node on the arrays at `arguments`. An
/// exception is kept for rethrow_from_host, since compiled code cannot be unwound.
void call_host(void** arguments, std::byte* scratch, const void* call, std::int64_t lane);
/// Throws what a host call of this thread threw.
void rethrow_from_host();

}  // namespace aleator::llvm
