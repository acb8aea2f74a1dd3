// SPDX-License-Identifier: Apache-2.0
// Tests factorizations of large matrices: backward errors, orthogonality, conventions, failures.
#include "aleator/kernels/factorizations.h"

#include <limits>

#include "tests/kernels/support.h"

namespace aleator::kernels {
namespace {

using namespace aleator::testing;

// Backward stable algorithms: n eps with a factor far below 10.
constexpr double kBound = 150 * 10 * std::numeric_limits<double>::epsilon();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kRows = 150, kColumns = 130;

class Factorizations : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!serves_factorization(kRows, kColumns)) GTEST_SKIP() << "no library";
  }
};

DoubleMatrix positive_definite(std::int64_t n) {
  const DoubleMatrix m = integers<double>(n, n, 5);
  DoubleMatrix a = product(m, transposed(m));
  for (std::int64_t i = 0; i < n; ++i) a(i, i) += 20;
  return a;
}

DoubleMatrix triangle_of(const DoubleMatrix& a, bool is_lower, bool is_unit) {
  DoubleMatrix result(a.rows, a.columns);
  for (std::int64_t i = 0; i < a.rows; ++i) {
    for (std::int64_t j = 0; j < a.columns; ++j) {
      if (i == j) result(i, j) = is_unit ? 1 : a(i, j);
      else if (is_lower == (j < i)) result(i, j) = a(i, j);
    }
  }
  return result;
}

void expect_orthonormal_columns(const DoubleMatrix& q) {
  EXPECT_LT(relative_error(product(transposed(q), q), identity(q.columns)), kBound);
}

TEST_F(Factorizations, Cholesky) {
  for (const std::int64_t n : {32, 33, 64, 150}) {
    const DoubleMatrix a = positive_definite(n);
    DoubleMatrix given = a, l(n, n);
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t j = i + 1; j < n; ++j) given(i, j) = kNaN;  // is not read
    }
    ASSERT_TRUE(factor_cholesky(given.data(), l.data(), n));
    EXPECT_EQ(l.elements, triangle_of(l, true, false).elements);
    EXPECT_LT(relative_error(product(l, transposed(l)), a), kBound);
  }
}

/// A change E of L changes A by E L' + L E'. So the adjoint G of A, whose elements below the
/// diagonal stand for two each, has the cotangent of L in the lower triangle of (G + G') L.
TEST_F(Factorizations, AdjointOfCholesky) {
  for (const std::int64_t n : {32, 64, 65, 128, 150, 200}) {
    const DoubleMatrix a = positive_definite(n);
    DoubleMatrix l(n, n), cotangent = integers<double>(n, n, 7), g(n, n);
    ASSERT_TRUE(factor_cholesky(a.data(), l.data(), n));
    const DoubleMatrix expected = triangle_of(cotangent, true, false);
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t j = i + 1; j < n; ++j) cotangent(i, j) = kNaN;  // is not read
    }
    pull_back_cholesky(l.data(), cotangent.data(), g.data(), n);
    EXPECT_EQ(g.elements, triangle_of(g, true, false).elements);
    DoubleMatrix sum = g;
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t j = 0; j < n; ++j) sum(i, j) += g(j, i);
    }
    EXPECT_LT(relative_error(triangle_of(product(sum, l), true, false), expected), kBound) << n;
  }
}

TEST_F(Factorizations, CholeskyOfOtherMatricesFails) {
  DoubleMatrix a = positive_definite(kRows), l(kRows, kRows);
  for (const double bad : {-1., 0., kNaN, std::numeric_limits<double>::infinity()}) {
    for (const std::int64_t where : {std::int64_t{0}, std::int64_t{77}, kRows - 1}) {
      DoubleMatrix spoiled = a;
      spoiled(where, where) = bad;
      EXPECT_FALSE(factor_cholesky(spoiled.data(), l.data(), kRows)) << bad << " at " << where;
    }
  }
  a(140, 3) = kNaN;
  EXPECT_FALSE(factor_cholesky(a.data(), l.data(), kRows));
}

TEST_F(Factorizations, Lu) {
  DoubleMatrix a = integers<double>(kRows, kRows, 6), lu(kRows, kRows);
  for (const bool is_singular : {false, true}) {
    for (std::int64_t i = 0; is_singular && i < kRows; ++i) a(i, 9) = 0;
    std::vector<double> permutation(kRows);
    factor_lu(a.data(), kRows, lu.data(), permutation.data());
    const DoubleMatrix l = triangle_of(lu, true, true), u = triangle_of(lu, false, false);
    DoubleMatrix permuted(kRows, kRows);
    for (std::int64_t i = 0; i < kRows; ++i) {
      for (std::int64_t j = 0; j < kRows; ++j) {
        permuted(i, j) = a(static_cast<std::int64_t>(permutation[static_cast<std::size_t>(i)]), j);
        EXPECT_LE(std::abs(l(i, j)), 1);
      }
    }
    EXPECT_LT(relative_error(product(l, u), permuted), kBound);
  }
}

TEST_F(Factorizations, Qr) {
  const DoubleMatrix a = integers<double>(kRows, kColumns, 7);
  DoubleMatrix q(kRows, kColumns), r(kColumns, kColumns);
  factor_qr(a.data(), kRows, kColumns, q.data(), r.data());
  EXPECT_LT(relative_error(product(q, r), a), kBound);
  expect_orthonormal_columns(q);
  EXPECT_EQ(r.elements, triangle_of(r, false, false).elements);
  for (std::int64_t i = 0; i < kColumns; ++i) EXPECT_GE(r(i, i), 0);
}

TEST_F(Factorizations, Symmetric) {
  const DoubleMatrix a = positive_definite(kRows);
  DoubleMatrix given = a, v(kRows, kRows), scaled(kRows, kRows);
  for (std::int64_t i = 0; i < kRows; ++i) {
    for (std::int64_t j = i + 1; j < kRows; ++j) given(i, j) = kNaN;  // is not read
  }
  std::vector<double> w(kRows);
  ASSERT_TRUE(factor_symmetric(given.data(), kRows, w.data(), v.data()));
  EXPECT_TRUE(std::is_sorted(w.begin(), w.end()));
  expect_orthonormal_columns(v);
  for (std::int64_t i = 0; i < kRows; ++i) {
    for (std::int64_t j = 0; j < kRows; ++j)
      scaled(i, j) = v(i, j) * w[static_cast<std::size_t>(j)];
  }
  EXPECT_LT(relative_error(product(scaled, transposed(v)), a), kBound);
}

TEST_F(Factorizations, Singular) {
  const DoubleMatrix a = integers<double>(kRows, kColumns, 8);
  DoubleMatrix u(kRows, kColumns), v(kColumns, kColumns);
  std::vector<double> s(kColumns);
  ASSERT_TRUE(factor_singular(a.data(), kRows, kColumns, {u.data(), s.data(), v.data()}));
  EXPECT_TRUE(std::is_sorted(s.rbegin(), s.rend()));
  expect_orthonormal_columns(u);
  expect_orthonormal_columns(v);
  DoubleMatrix scaled = u;
  for (std::int64_t i = 0; i < kRows; ++i) {
    for (std::int64_t j = 0; j < kColumns; ++j) scaled(i, j) *= s[static_cast<std::size_t>(j)];
  }
  EXPECT_LT(relative_error(product(scaled, transposed(v)), a), kBound);
}

TEST_F(Factorizations, TriangularSystems) {
  constexpr std::int64_t kSides = 11;
  DoubleMatrix a = integers<double>(kRows, kRows, 9);
  for (double& x : a.elements) x /= 10 * kRows;
  for (std::int64_t i = 0; i < kRows; ++i) a(i, i) = 1 + 0.01 * static_cast<double>(i);
  for (int which = 0; which < 16; ++which) {
    SCOPED_TRACE(which);
    const bool is_left = which & 1, is_lower = which & 2, is_transposed = which & 4,
               is_unit = which & 8;
    const DoubleMatrix b =
        is_left ? integers<double>(kRows, kSides, 10) : integers<double>(kSides, kRows, 10);
    DoubleMatrix x = b;
    solve_triangular(
        {a.data(), kRows, x.data(), kSides, is_left, is_lower, is_transposed, is_unit});
    DoubleMatrix op = triangle_of(a, is_lower, is_unit);
    if (is_transposed) op = transposed(op);
    EXPECT_LT(relative_error(is_left ? product(op, x) : product(x, op), b), kBound);
  }
}

}  // namespace
}  // namespace aleator::kernels
