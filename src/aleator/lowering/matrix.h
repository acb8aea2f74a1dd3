// SPDX-License-Identifier: Apache-2.0
// Declares the lowering of factorizations and triangular systems: in the lanes of many chains by
// tiles that stay in registers, otherwise by the host.
#pragma once

#include "aleator/lowering/region.h"

namespace aleator::lowering {

/// Lowerings as control.h has them.
void lower_cholesky(Region& region, const Node& node);
void lower_cholesky_pullback(Region& region, const Node& node);
void lower_triangular_solve(Region& region, const Node& node);

/// The type of an array of matrices without its last two axes.
ArrayType batch_type(const ArrayType& type);
/// Whether all matrices are laned ones; otherwise the host is faster.
bool is_for_lanes(const Region& region, const Node& node);
/// Puts zeros above the diagonal of the matrix of size n at `prefix`.
void clear_above_diagonal(Unit& unit, const Storage& to, const Indices& prefix, std::int64_t n);

}  // namespace aleator::lowering
