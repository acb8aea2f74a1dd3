// SPDX-License-Identifier: Apache-2.0
// Helps tests of kernels: matrices of reproducible numbers, and products by definition.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace aleator::testing {

/// Row-major.
template <class T>
struct PlainMatrix {
  std::int64_t rows, columns;
  std::vector<T> elements;

  PlainMatrix(std::int64_t rows, std::int64_t columns)
      : rows(rows), columns(columns), elements(static_cast<std::size_t>(rows * columns)) {}
  T* data() { return elements.data(); }
  const T* data() const { return elements.data(); }
  T& operator()(std::int64_t i, std::int64_t j) {
    return elements[static_cast<std::size_t>(i * columns + j)];
  }
  T operator()(std::int64_t i, std::int64_t j) const {
    return elements[static_cast<std::size_t>(i * columns + j)];
  }
};
using DoubleMatrix = PlainMatrix<double>;

/// Integers in [-5, 5] without a pattern: products of them are exact.
template <class T>
PlainMatrix<T> integers(std::int64_t rows, std::int64_t columns, std::uint64_t seed) {
  PlainMatrix<T> result(rows, columns);
  std::uint64_t state = seed;
  for (T& x : result.elements) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    x = static_cast<T>(static_cast<int>((state >> 33) % 11) - 5);
  }
  return result;
}

template <class T>
PlainMatrix<T> transposed(const PlainMatrix<T>& a) {
  PlainMatrix<T> result(a.columns, a.rows);
  for (std::int64_t i = 0; i < a.rows; ++i) {
    for (std::int64_t j = 0; j < a.columns; ++j) result(j, i) = a(i, j);
  }
  return result;
}

template <class T>
PlainMatrix<T> product(const PlainMatrix<T>& a, const PlainMatrix<T>& b) {
  PlainMatrix<T> result(a.rows, b.columns);
  for (std::int64_t i = 0; i < a.rows; ++i) {
    for (std::int64_t k = 0; k < a.columns; ++k) {
      for (std::int64_t j = 0; j < b.columns; ++j) result(i, j) += a(i, k) * b(k, j);
    }
  }
  return result;
}

inline double norm(const DoubleMatrix& a) {
  double total = 0;
  for (const double x : a.elements) total += x * x;
  return std::sqrt(total);
}

/// |a - b| / |b| in the Frobenius norm.
inline double relative_error(const DoubleMatrix& a, const DoubleMatrix& b) {
  DoubleMatrix difference = a;
  for (std::size_t i = 0; i < a.elements.size(); ++i) difference.elements[i] -= b.elements[i];
  return norm(difference) / norm(b);
}

inline DoubleMatrix identity(std::int64_t n) {
  DoubleMatrix result(n, n);
  for (std::int64_t i = 0; i < n; ++i) result(i, i) = 1;
  return result;
}

}  // namespace aleator::testing
