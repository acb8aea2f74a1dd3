// SPDX-License-Identifier: Apache-2.0
// Declares the triangular factor of a model's information matrix, with columns that depend on
// earlier ones left out.
#pragma once

#include "aleator/glm/design.h"

#include <vector>

namespace aleator::glm {

/// What x' diag(weights) x + diag(penalties) is made of.
struct Information {
  const Design* design;
  const double* weights;
  const std::vector<double>* penalties;  ///< of columns, >= 0
  const double* gram;                    ///< lower triangle, without penalties
};

/// r'r is the matrix, over the columns that are kept; r is upper triangular.
struct InformationFactor {
  std::vector<std::int64_t> kept = {}, dropped = {};
  std::vector<double> r = {};  ///< kept x kept, row-major

  /// Solves r'r x = b for kept columns; 0 for dropped ones.
  std::vector<double> solve(const std::vector<double>& b) const;
  /// The inverse of the matrix, columns x columns, NaN in rows and columns of dropped ones.
  std::vector<double> inverse(std::int64_t num_columns) const;
};

/// By Cholesky's method where columns are clearly independent, else by QR of the rows (Householder,
/// columns in their order; one that depends on earlier ones up to rounding is dropped, as R does).
InformationFactor factor_information(const Information& information, bool is_by_rows);

/// The lower triangle of Cholesky's factor of the lower triangle of a; false if there is none.
bool factor_positive_definite(const double* a, std::int64_t n, double* factor);

}  // namespace aleator::glm
