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

/// Products of rows with each other, of which one set is new: gram[(first + j) * stride + k] =
/// sum_i a[first + j, i] a[k, i] for k <= first + j, of the rows of a from `first` on.
struct RowProducts {
  const double* a;  ///< rows x columns
  std::int64_t rows, columns;
  std::int64_t first;
  double* gram;
  std::int64_t stride;
};
void multiply_rows(const RowProducts& products);

/// sum_i a[i] b[i], in an order that is the same on every processor.
double dot(const double* a, const double* b, std::int64_t n);
/// y[i] += factor x[i].
void add_multiple(double factor, const double* x, std::int64_t n, double* y);

}  // namespace aleator::kernels
