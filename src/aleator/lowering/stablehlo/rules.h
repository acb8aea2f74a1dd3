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
using Decomposition = Arrays (*)(const Node& node, const Arrays& inputs);
/// Null for nodes that need none.
Decomposition decomposition_of(const Node& node);
// matrix_decompositions.cc
Arrays decompose_cholesky_pullback(const Node& node, const Arrays& inputs);
Arrays decompose_lu(const Node& node, const Arrays& inputs);
Arrays decompose_qr(const Node& node, const Arrays& inputs);
Arrays decompose_eigh(const Node& node, const Arrays& inputs);
Arrays decompose_svd(const Node& node, const Arrays& inputs);
// special_decompositions.cc, probability_decompositions.cc, integral_decompositions.cc
Arrays decompose_lbeta(const Node& node, const Arrays& inputs);
Arrays decompose_digamma_difference(const Node& node, const Arrays& inputs);
Arrays decompose_zeta(const Node& node, const Arrays& inputs);
Arrays decompose_zeta_gradient(const Node& node, const Arrays& inputs);
Arrays decompose_dawson(const Node& node, const Arrays& inputs);
Arrays decompose_lambertw(const Node& node, const Arrays& inputs);
Arrays decompose_e1(const Node& node, const Arrays& inputs);
Arrays decompose_expint(const Node& node, const Arrays& inputs);
Arrays decompose_igamma(const Node& node, const Arrays& inputs);
Arrays decompose_igammac(const Node& node, const Arrays& inputs);
Arrays decompose_log_igamma(const Node& node, const Arrays& inputs);
Arrays decompose_log_igammac(const Node& node, const Arrays& inputs);
Arrays decompose_igamma_gradient(const Node& node, const Arrays& inputs);
Arrays decompose_gamma_implicit_gradient(const Node& node, const Arrays& inputs);
Arrays decompose_igammainv(const Node& node, const Arrays& inputs);
Arrays decompose_igammacinv(const Node& node, const Arrays& inputs);
Arrays decompose_betainc(const Node& node, const Arrays& inputs);
Arrays decompose_betaincc(const Node& node, const Arrays& inputs);
Arrays decompose_log_betainc(const Node& node, const Arrays& inputs);
Arrays decompose_log_betaincc(const Node& node, const Arrays& inputs);
Arrays decompose_betainc_gradient_a(const Node& node, const Arrays& inputs);
Arrays decompose_betainc_gradient_b(const Node& node, const Arrays& inputs);
Arrays decompose_beta_implicit_gradient_a(const Node& node, const Arrays& inputs);
Arrays decompose_beta_implicit_gradient_b(const Node& node, const Arrays& inputs);
Arrays decompose_betaincinv(const Node& node, const Arrays& inputs);
Arrays decompose_betainccinv(const Node& node, const Arrays& inputs);
Arrays decompose_owens_t(const Node& node, const Arrays& inputs);
Arrays decompose_von_mises_cdf(const Node& node, const Arrays& inputs);
Arrays decompose_von_mises_cdf_gradient(const Node& node, const Arrays& inputs);
Arrays decompose_von_mises_implicit_gradient(const Node& node, const Arrays& inputs);

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
