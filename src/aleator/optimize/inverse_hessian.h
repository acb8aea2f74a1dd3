// SPDX-License-Identifier: Apache-2.0
// Declares the inverse Hessian that the moves of an optimizer say, as a product and as a factor.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

namespace aleator::optimize {

/// Moves s and changes of gradient y, [m, d], the newest last. Rows of zeros stand for none.
struct CorrectionPairs {
  Array position_deltas, gradient_deltas;
};

/// Whether s y is positive enough for a positive definite update (and everything finite).
Array has_curvature(const Array& position_delta, const Array& gradient_delta);
/// The diagonal H_0 for the next pair: H_0 by the direct update with the pair, without what is off
/// the diagonal (Gilbert and Lemarechal 1989, Some numerical experiments with variable-storage
/// quasi-Newton algorithms, 4.9).
Array next_diagonal(const Array& diagonal, const Array& position_delta,
                    const Array& gradient_delta);

/// H = C C' with C = (I + s_m v_m') ... (I + s_1 v_1') diag(initial)^(1/2): the update by Broyden,
/// Fletcher, Goldfarb and Shanno in the form of a product. For any number of pairs, in O(m d) per
/// product.
///
/// With b = H^-1 s, v = b (s'b s'y)^(-1/2) - y / s'y makes (I + s v') H (I + v s') the updated H,
/// and det(I + s v') = (s'b / s'y)^(1/2).
struct InverseHessianFactor {
  Array initial;          ///< [d], the diagonal of H_0
  Array left, right;      ///< [m, d]: s and v
  Array log_determinant;  ///< of C

  Array multiply(const Array& x) const;             ///< C x
  Array multiply_transposed(const Array& x) const;  ///< C' x
  Array diagonal() const;                           ///< of H
};
InverseHessianFactor factor_inverse_hessian(const CorrectionPairs& pairs, const Array& diagonal);

}  // namespace aleator::optimize
