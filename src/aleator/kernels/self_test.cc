// SPDX-License-Identifier: Apache-2.0
// Defines the tests: each compares what a library computes with the matrix it came from, by the
// products of both with a vector. Products of small integers must be exact.
#include "aleator/kernels/self_test.h"

#include "aleator/kernels/test_matrices.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <utility>

namespace aleator::kernels {
namespace {

constexpr int kSize = 97;  // leaves remainders of every block length
constexpr double kTolerance = 1e-12;

BlasTranspose transpose_if(bool is_transposed) {
  return is_transposed ? BlasTranspose::yes : BlasTranspose::no;
}

/// `multiply(m, n, k, a, is_a_transposed, b, is_b_transposed, c)`; what stood in c must not matter.
template <class T, class Multiply>
bool multiplies(Multiply multiply) {
  Integers integers;
  struct Sizes {
    int m, n, k;
  };
  for (const Sizes& s : {Sizes{5, 3, 9}, Sizes{67, 45, 131}, Sizes{200, 193, 260}}) {
    for (const int which : {0, 1, 2, 3}) {
      const bool is_a = which % 2 == 1, is_b = which >= 2;
      Matrix<T> a = integers.matrix<T>(is_a ? s.k : s.m, is_a ? s.m : s.k);
      Matrix<T> b = integers.matrix<T>(is_b ? s.n : s.k, is_b ? s.k : s.n);
      Matrix<T> c(s.m, s.n);
      std::fill(c.elements.begin(), c.elements.end(), std::numeric_limits<T>::quiet_NaN());
      multiply(s.m, s.n, s.k, a, is_a, b, is_b, c);
      const Vector x = integers.vector(s.n);
      if (!are_near(product(c, x), product(a, product(b, x, is_b), is_a), 0)) return false;
    }
  }
  return true;
}

template <class T>
bool multiplies_by_blas(BlasGemm<T>* gemm) {
  return multiplies<T>(
      [&](int m, int n, int k, Matrix<T>& a, bool is_a, Matrix<T>& b, bool is_b, Matrix<T>& c) {
        gemm(BlasOrder::row_major, transpose_if(is_a), transpose_if(is_b), m, n, k, T{1}, a.data(),
             a.columns, b.data(), b.columns, T{0}, c.data(), n);
      });
}

/// c + sign a b by `change(part, a, b, c)`, with the rows of larger matrices.
template <class T, class Change>
bool changes_parts(int sign, Change change) {
  Integers integers;
  Matrix<T> a = integers.matrix<T>(kSize, kSize), b = integers.matrix<T>(kSize, kSize),
            c = integers.matrix<T>(kSize, kSize);
  const int part = kSize - 20;
  Matrix<double> expected(part, part);
  for (int i = 0; i < part; ++i) {
    for (int j = 0; j < part; ++j) {
      double sum = 0;
      for (int k = 0; k < part; ++k) sum += double{a(i, k)} * double{b(k, j)};
      expected(i, j) = double{c(i, j)} + sign * sum;
    }
  }
  change(part, a, b, c);
  for (int i = 0; i < part; ++i) {
    for (int j = 0; j < part; ++j)
      if (double{c(i, j)} != expected(i, j)) return false;
  }
  return true;
}

template <class T>
bool changes_parts_by_blas(BlasGemm<T>* gemm, int sign) {
  return changes_parts<T>(sign, [&](int part, Matrix<T>& a, Matrix<T>& b, Matrix<T>& c) {
    gemm(BlasOrder::row_major, BlasTranspose::no, BlasTranspose::no, part, part, part,
         static_cast<T>(sign), a.data(), kSize, b.data(), kSize, T{1}, c.data(), kSize);
  });
}

/// Only one triangle counts.
Matrix<double> triangle_of(const Matrix<double>& a, bool is_lower, bool is_unit) {
  Matrix<double> result(a.rows, a.columns);
  for (int i = 0; i < a.rows; ++i) {
    for (int j = 0; j < a.columns; ++j) {
      if (i == j) result(i, j) = is_unit ? 1 : a(i, j);
      else if (is_lower == (j < i)) result(i, j) = a(i, j);
    }
  }
  return result;
}

bool solves_triangles(const OpenBlas& blas) {
  Integers integers;
  constexpr int kSides = 37;
  for (int which = 0; which < 16; ++which) {
    const bool is_left = which & 1, is_lower = which & 2, is_transposed = which & 4,
               is_unit = which & 8;
    Matrix<double> a = integers.matrix<double>(kSize, kSize);
    for (double& x : a.elements) x /= is_unit ? 4 * kSize : 1;
    for (int i = 0; i < kSize; ++i) a(i, i) = 4 * kSize + integers.next();
    const int rows = is_left ? kSize : kSides, columns = is_left ? kSides : kSize;
    const Matrix<double> b = integers.matrix<double>(rows, columns);
    Matrix<double> x = b;
    blas.cblas_dtrsm(BlasOrder::row_major, is_left ? BlasSide::left : BlasSide::right,
                     is_lower ? BlasTriangle::lower : BlasTriangle::upper,
                     transpose_if(is_transposed),
                     is_unit ? BlasDiagonal::unit : BlasDiagonal::stored, rows, columns, 1,
                     a.data(), kSize, x.data(), columns);
    const Matrix<double> triangle = triangle_of(a, is_lower, is_unit);
    const Vector v = integers.vector(columns);
    const Vector there = is_left ? product(triangle, product(x, v), is_transposed)
                                 : product(x, product(triangle, v, is_transposed));
    if (!are_near(there, product(b, v), kTolerance)) return false;
  }
  return true;
}

/// m m' + kSize times the identity, by syrk: its lower triangle, mirrored.
Matrix<double> positive_definite(const OpenBlas& blas, Matrix<double>& m) {
  Matrix<double> result(kSize, kSize);
  for (int i = 0; i < kSize; ++i) result(i, i) = kSize;
  blas.cblas_dsyrk(BlasOrder::row_major, BlasTriangle::lower, BlasTranspose::no, kSize, kSize, 1,
                   m.data(), kSize, 1, result.data(), kSize);
  for (int i = 0; i < kSize; ++i) {
    for (int j = i + 1; j < kSize; ++j) result(i, j) = result(j, i);
  }
  return result;
}

bool factors_positive_definite(const OpenBlas& blas) {
  Integers integers;
  Matrix<double> m = integers.matrix<double>(kSize, kSize);
  const Matrix<double> a = positive_definite(blas, m);
  const Vector x = integers.vector(kSize);
  Vector there = product(m, product(m, x, true));
  for (std::size_t i = 0; i < there.size(); ++i) there[i] += kSize * x[i];
  if (!are_near(product(a, x), there, 0)) return false;
  Matrix<double> factor = a;
  int n = kSize, info = -1;
  blas.dpotrf_("U", &n, factor.data(), &n, &info, 1);
  const Matrix<double> l = triangle_of(factor, true, false);
  return info == 0 && are_near(product(l, product(l, x, true)), there, kTolerance);
}

/// LAPACK sees the transpose of a row-major matrix.
bool factors_general(const OpenBlas& blas) {
  Integers integers;
  const Matrix<double> a = integers.matrix<double>(kSize, kSize);
  Matrix<double> lu = a;
  std::vector<int> pivots(kSize);
  int n = kSize, info = -1;
  blas.dgetrf_(&n, &n, lu.data(), &n, pivots.data(), &info);
  const Vector x = integers.vector(kSize);
  // Here the unit triangle is the upper one.
  Vector there = product(triangle_of(lu, true, false), x, true);
  there = product(triangle_of(lu, false, true), there, true);
  for (std::size_t k = kSize; k-- > 0;)
    std::swap(there[k], there[static_cast<std::size_t>(pivots[k] - 1)]);
  return info == 0 && are_near(there, product(a, x, true), kTolerance);
}

bool factors_orthogonal(const OpenBlas& blas) {
  Integers integers;
  const int m = kSize + 30;
  int rows = m, columns = kSize, info = -1, work_size = 128 * kSize;
  const Matrix<double> a = integers.matrix<double>(kSize, m);  // its rows are LAPACK's columns
  Matrix<double> q = a, r(kSize, kSize);
  Vector tau(kSize), work(static_cast<std::size_t>(work_size));
  blas.dgeqrf_(&rows, &columns, q.data(), &rows, tau.data(), work.data(), &work_size, &info);
  if (info != 0) return false;
  for (int j = 0; j < kSize; ++j) {
    for (int i = 0; i <= j; ++i) r(i, j) = q(j, i);
  }
  blas.dorgqr_(&rows, &columns, &columns, q.data(), &rows, tau.data(), work.data(), &work_size,
               &info);
  const Vector x = integers.vector(kSize);
  return info == 0 && are_near(product(q, product(q, x, true)), x, kTolerance) &&
         are_near(product(q, product(r, x), true), product(a, x, true), kTolerance);
}

bool factors_symmetric(const OpenBlas& blas) {
  Integers integers;
  Matrix<double> m = integers.matrix<double>(kSize, kSize);
  const Matrix<double> a = positive_definite(blas, m);
  Matrix<double> v = a;  // rows are LAPACK's columns
  Vector w(kSize), work(1 + 6 * kSize + 2 * kSize * kSize);
  std::vector<int> indices(3 + 5 * kSize);
  int n = kSize, info = -1, work_size = static_cast<int>(work.size()),
      index_size = static_cast<int>(indices.size());
  blas.dsyevd_("V", "U", &n, v.data(), &n, w.data(), work.data(), &work_size, indices.data(),
               &index_size, &info, 1, 1);
  const Vector x = integers.vector(kSize);
  Vector inner = product(v, x);
  for (std::size_t i = 0; i < inner.size(); ++i) inner[i] *= w[i];
  return info == 0 && std::is_sorted(w.begin(), w.end()) &&
         are_near(product(v, product(v, x, true)), x, kTolerance) &&
         are_near(product(v, inner, true), product(a, x), kTolerance);
}

bool factors_singular(const OpenBlas& blas) {
  Integers integers;
  const int m = kSize + 30;
  Matrix<double> a = integers.matrix<double>(m, kSize);  // LAPACK's matrix is kSize x m
  const Matrix<double> given = a;
  Matrix<double> u(kSize, kSize), vt(m, kSize);
  Vector s(kSize), work(20 * kSize * kSize);
  std::vector<int> indices(8 * kSize);
  int rows = kSize, columns = m, info = -1, work_size = static_cast<int>(work.size());
  blas.dgesdd_("S", &rows, &columns, a.data(), &rows, s.data(), u.data(), &rows, vt.data(), &rows,
               work.data(), &work_size, indices.data(), &info, 1);
  const Vector x = integers.vector(kSize);
  Vector inner = product(u, x);
  for (std::size_t i = 0; i < inner.size(); ++i) inner[i] *= s[i];
  return info == 0 && std::is_sorted(s.rbegin(), s.rend()) &&
         are_near(product(u, product(u, x, true)), x, kTolerance) &&
         are_near(product(vt, product(vt, x), true), x, kTolerance) &&
         are_near(product(vt, inner), product(given, x), kTolerance);
}

}  // namespace

std::string self_test(const OpenBlas& library) {
  if (!multiplies_by_blas(library.cblas_dgemm) || !changes_parts_by_blas(library.cblas_dgemm, 1) ||
      !changes_parts_by_blas(library.cblas_dgemm, -1))
    return "dgemm is wrong";
  if (!multiplies_by_blas(library.cblas_sgemm) || !changes_parts_by_blas(library.cblas_sgemm, 1))
    return "sgemm is wrong";
  if (!solves_triangles(library)) return "dtrsm is wrong";
  if (!factors_positive_definite(library)) return "dsyrk or dpotrf is wrong";
  if (!factors_general(library)) return "dgetrf is wrong";
  if (!factors_orthogonal(library)) return "dgeqrf or dorgqr is wrong";
  if (!factors_symmetric(library)) return "dsyevd is wrong";
  if (!factors_singular(library)) return "dgesdd is wrong";
  return {};
}

std::string self_test(const OneDnn& library) {
  const int threads = library.max_threads();
  library.set_num_threads(1);
  const bool adds =
      changes_parts<float>(1, [&](int part, Matrix<float>& a, Matrix<float>& b, Matrix<float>& c) {
        library.sgemm('N', 'N', part, part, part, 1, a.data(), kSize, b.data(), kSize, 1, c.data(),
                      kSize);
      });
  const bool is_right = multiplies<float>([&](int m, int n, int k, Matrix<float>& a, bool is_a,
                                              Matrix<float>& b, bool is_b, Matrix<float>& c) {
    library.sgemm(is_a ? 'T' : 'N', is_b ? 'T' : 'N', m, n, k, 1, a.data(), a.columns, b.data(),
                  b.columns, 0, c.data(), n);
  });
  library.set_num_threads(threads);
  return is_right && adds ? "" : "sgemm is wrong";
}

}  // namespace aleator::kernels
