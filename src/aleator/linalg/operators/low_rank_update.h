// SPDX-License-Identifier: Apache-2.0
// Declares LinearOperatorLowRankUpdate.
#pragma once

#include "aleator/base/error.h"
#include "aleator/linalg/linear_operator.h"

#include <optional>

namespace aleator::linalg {

struct LowRankUpdateOptions {
  Array u = required("u");                ///< [..., n, k]
  std::optional<Array> diag_update = {};  ///< [..., k]; default ones
  std::optional<Array> v = {};            ///< [..., n, k]; default u
  bool is_diag_update_positive = false;   ///< known; implied where diag_update is left out
  LinearOperatorHints hints = {};         ///< of the sum
};

/// base + u diag(diag_update) v' for a square base. Systems are solved by the matrix inversion
/// lemma (Woodbury), determinants by the matrix determinant lemma, through a k by k capacitance
/// matrix: O(n k^2) beyond the base. The lemma loses digits where the update is nearly singular
/// against the base.
LinearOperator LinearOperatorLowRankUpdate(const LinearOperator& base_operator,
                                           const LowRankUpdateOptions& options);

}  // namespace aleator::linalg
