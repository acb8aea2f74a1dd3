// SPDX-License-Identifier: Apache-2.0
// Defines the matrices and vectors of small integers that libraries are tested with.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace aleator::kernels {

using Vector = std::vector<double>;

/// Row-major.
template <class T>
struct Matrix {
  int rows, columns;
  std::vector<T> elements;

  Matrix(int rows, int columns)
      : rows(rows),
        columns(columns),
        elements(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns)) {}
  T* data() { return elements.data(); }
  T& operator()(int i, int j) { return elements[index(i, j)]; }
  double operator()(int i, int j) const { return static_cast<double>(elements[index(i, j)]); }

 private:
  std::size_t index(int i, int j) const {
    return static_cast<std::size_t>(i) * static_cast<std::size_t>(columns) +
           static_cast<std::size_t>(j);
  }
};

/// Integers from -3 to 3 without a pattern, the same ones each time.
class Integers {
 public:
  int next() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<int>((state_ >> 33) % 7) - 3;
  }
  template <class T>
  Matrix<T> matrix(int rows, int columns) {
    Matrix<T> result(rows, columns);
    for (T& x : result.elements) x = static_cast<T>(next());
    return result;
  }
  Vector vector(int n) {
    Vector result(static_cast<std::size_t>(n));
    for (double& x : result) x = next();
    return result;
  }

 private:
  std::uint64_t state_ = 1;
};

template <class T>
Vector product(const Matrix<T>& a, const Vector& x, bool is_transposed = false) {
  Vector result(static_cast<std::size_t>(is_transposed ? a.columns : a.rows));
  for (int i = 0; i < a.rows; ++i) {
    for (int j = 0; j < a.columns; ++j) {
      const auto row = static_cast<std::size_t>(i), column = static_cast<std::size_t>(j);
      if (is_transposed) result[column] += a(i, j) * x[row];
      else result[row] += a(i, j) * x[column];
    }
  }
  return result;
}

/// Whether the largest difference is at most `tolerance` times the largest element, or 1.
inline bool are_near(const Vector& x, const Vector& y, double tolerance) {
  double largest = 1, difference = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i])) return false;
    largest = std::max(largest, std::abs(y[i]));
    difference = std::max(difference, std::abs(x[i] - y[i]));
  }
  return x.size() == y.size() && difference <= tolerance * largest;
}

}  // namespace aleator::kernels
