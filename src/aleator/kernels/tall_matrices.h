// SPDX-License-Identifier: Apache-2.0
// Declares products of matrices of many rows and few columns, which are read once: row-major,
// without gaps, float64, on the calling thread. They need no library, and use one where it is
// there.
#pragma once

#include <cstdint>

namespace aleator::kernels {

/// A rows x columns matrix.
struct TallMatrix {
  const double* elements;
  std::int64_t rows, columns;
};

/// out[i] = sum_j x[i, j] coefficients[j].
void multiply_vector(const TallMatrix& x, const double* coefficients, double* out);

/// out[j] += sum_i x[i, j] weights[i].
void add_weighted_rows(const TallMatrix& x, const double* weights, double* out);

/// The lower triangle of gram[j, k] += sum_i weights[i] x[i, j] x[i, k], for weights >= 0. Numbers
/// above the diagonal stay as they are.
void add_weighted_gram(const TallMatrix& x, const double* weights, double* gram);

/// The same two in one pass over the rows: out and gram as above.
struct WeightedSums {
  const double* weights;      ///< of gram, >= 0
  const double* row_weights;  ///< of out
  double* out;
  double* gram;
};
void add_weighted_sums(const TallMatrix& x, const WeightedSums& sums);

}  // namespace aleator::kernels
