// SPDX-License-Identifier: Apache-2.0
// Defines when a trajectory has turned back, for whole trajectories and for all balanced parts of
// one that grows leaf by leaf.
#pragma once

#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// Points next to each other on a trajectory: the momenta at both ends and the sum of all.
struct Span {
  Array first, last, sum;
};

/// Whether the trajectory that goes through `left` and then `right` turns back: the velocity of the
/// sum of its momenta points against the momentum at an end, or so for either half with the
/// neighbouring point of the other.
///
/// Source: Betancourt (2017), "A conceptual introduction to Hamiltonian Monte Carlo", appendix A;
/// the checks across halves are those of Stan since 2.21.
Array is_turning(const Parameters& parameters, const Span& left, const Span& right);

/// What leaves of a growing subtree keep for the checks at later ones. Leaves come in pairs: a pair
/// is checked when its second leaf is there, and only first leaves are kept. The row of a pair is
/// the number of ones in its number, so that the parts which have begun and not ended have rows one
/// after the other: those of 2, 4, 8, ... pairs that end with a pair in row r begin in rows r - 1,
/// r - 2, r - 3, ..., and the second half of one is the first pair of the one before. Row 0 is the
/// first pair's.
///
/// Source: Phan and others (2019), "Composable effects for flexible and accelerated probabilistic
/// programming in NumPyro", appendix.
struct Checkpoints {
  Array momenta;   ///< [rows, d], at the leaf
  Array previous;  ///< [rows, d], at the point before it
  Array sums;      ///< [rows, d], of the momenta of the leaves before it
};

/// Zeros for subtrees of depths below `max_tree_depth`.
Checkpoints no_checkpoints(int max_tree_depth, const Array& position);

/// A leaf of a subtree.
struct Leaf {
  Array number;              ///< 0, 1, 2, ...
  Array momentum, previous;  ///< at the leaf, and at the point before it
  Array sum_before, sum;     ///< of the momenta of the subtree without and with the leaf
};

/// The checkpoints with a leaf, and whether a part of 2, 4, 8, ... leaves that ends with it turns
/// back.
std::pair<Checkpoints, Array> add_leaf(const Parameters& parameters, const Checkpoints& checkpoints,
                                       const Leaf& leaf);

/// The whole subtree, once its last leaf is there.
Span whole(const Checkpoints& checkpoints, const Leaf& last);
/// The momentum at the point before the subtree.
Array before_all(const Checkpoints& checkpoints);

}  // namespace aleator::mcmc
