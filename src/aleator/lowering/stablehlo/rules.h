// SPDX-License-Identifier: Apache-2.0
// Declares how operations are written, for those that need more than their StableHLO name.
#pragma once

#include "aleator/graph/node.h"
#include "aleator/graph/primitive.h"
#include "aleator/lowering/stablehlo/body.h"

namespace aleator::stablehlo {

/// Writes a node, given its inputs; returns its outputs.
using Rule = Values (*)(Body& body, const Node& node, const Values& operands);
/// Null for primitives without one.
Rule rule_of(const Primitive& primitive);

/// The node in terms of simpler operations of arrays, written as a function of its own.
struct Decomposition {
  const Primitive* primitive;
  Arrays (*function)(const Node& node, const Arrays& inputs);
  std::size_t output;  ///< the first of the function's outputs that is the node's
  const char* name;    ///< of the function
};
/// Null for nodes that need none.
const Decomposition* decomposition_of(const Node& node);
#define ALEATOR_DECOMPOSITION(primitive, function, output) \
  Arrays function(const Node& node, const Arrays& inputs);
#include "aleator/lowering/stablehlo/decomposition_list.h"
#undef ALEATOR_DECOMPOSITION

/// Calls a function of the node's own, which holds its number-by-number kernel as operations on
/// whole arrays.
Values emit_scalar_code(Body& body, const Node& node, const Values& operands);

// control.cc
Values emit_call(Body& body, const Node& node, const Values& operands);
Values emit_custom_gradient(Body& body, const Node& node, const Values& operands);
Values emit_cond(Body& body, const Node& node, const Values& operands);
Values emit_while(Body& body, const Node& node, const Values& operands);
Values emit_scan(Body& body, const Node& node, const Values& operands);

// indexing.cc
Values emit_gather(Body& body, const Node& node, const Values& operands);
Values emit_scatter(Body& body, const Node& node, const Values& operands);
Values emit_dynamic_slice(Body& body, const Node& node, const Values& operands);
Values emit_dynamic_update_slice(Body& body, const Node& node, const Values& operands);

// matrix.cc
Values emit_dot(Body& body, const Node& node, const Values& operands);
Values emit_convolution(Body& body, const Node& node, const Values& operands);
Values emit_cholesky(Body& body, const Node& node, const Values& operands);
Values emit_triangular_solve(Body& body, const Node& node, const Values& operands);
Values emit_fourier(Body& body, const Node& node, const Values& operands);

// reductions.cc
Values emit_reduce(Body& body, const Node& node, const Values& operands);
Values emit_sort(Body& body, const Node& node, const Values& operands);

}  // namespace aleator::stablehlo
