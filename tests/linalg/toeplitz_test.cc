// SPDX-License-Identifier: Apache-2.0
// Tests products and systems with Toeplitz matrices against exact values and the dense matrix.
#include "tests/linalg/support.h"

namespace aleator {
namespace {

using namespace testing;

TEST(Toeplitz, MatchesExactValues) {
  const Oracle o = linear_oracle("toeplitz");
  for (const std::int64_t n : {1, 2, 7, 20}) {
    SCOPED_TRACE(n);
    const linalg::ToeplitzMatrix a{o(text("column", n)), o(text("row", n))};
    const Array b = o(text("b", n));
    expect_near(linalg::toeplitz_matmul(a, b), o(text("product", n)), 1e-14);
    expect_near(linalg::toeplitz_solve(a, b), o(text("x", n)), 1e-13);
  }
}

/// a[i, j] = rho^|i - j|, of condition (1 + rho)^2 / (1 - rho)^2.
Array autoregressive(std::int64_t n, double rho) { return power(rho, arange(n, float64)); }

TEST(Toeplitz, SolvesLargeSystems) {
  const Array column = autoregressive(600, 0.9), b = scattered({600, 2});
  const linalg::ToeplitzMatrix a{column, column};
  const Array x = linalg::toeplitz_solve(a, b);
  EXPECT_LT(relative_error(x, linalg::solve(linalg::toeplitz_to_dense(a), b)), 1e4);
  EXPECT_LT(relative_error(linalg::toeplitz_matmul(a, x), b), 1e4);
  // The inverse is tridiagonal: the first row is (1, -rho, 0, ...) / (1 - rho^2).
  const Array first = linalg::toeplitz_solve(a, one_hot(0, 600));
  EXPECT_NEAR(first[0].item() * 0.19, 1, 1e-13);
  EXPECT_NEAR(first[1].item() * 0.19, -0.9, 1e-13);
  EXPECT_LT(max(abs(slice_axis(first, 0, 2, 600))).item(), 1e-12);
}

TEST(Toeplitz, OfBatchesAndTypes) {
  const Array column = scattered({3, 1, 5}) + 4. * one_hot(0, 5), row = scattered({3, 1, 5}, 1);
  const linalg::ToeplitzMatrix a{column, row};
  const Array b = scattered({2, 5, 4}, 2), dense = linalg::toeplitz_to_dense(a);
  EXPECT_EQ(dense.shape(), (Shape{3, 1, 5, 5}));
  expect_near(linalg::toeplitz_matmul(a, b), matmul(dense, b), 1e-14);
  expect_near(linalg::toeplitz_solve(a, b), linalg::solve(dense, b), 1e-13);
  const linalg::ToeplitzMatrix narrow{astype(column[0][0], float32), astype(row[0][0], float32)};
  EXPECT_EQ(linalg::toeplitz_solve(narrow, ones({5}, float32)).dtype(), float32);
}

TEST(Toeplitz, DerivativesAndVmap) {
  const auto solve = [](const Arrays& x) {
    return linalg::toeplitz_solve({x[0] + 4. * one_hot(0, 5), x[1]}, x[2]);
  };
  const auto multiply = [](const Arrays& x) { return linalg::toeplitz_matmul({x[0], x[1]}, x[2]); };
  const Arrays arguments{scattered({5}), scattered({5}, 1), scattered({5, 2}, 2)};
  check_derivatives(solve, arguments, 1e-7);
  check_derivatives(multiply, arguments, 1e-7);
  const Arrays batches{scattered({3, 5}), scattered({3, 5}, 1), scattered({3, 5, 2}, 2)};
  check_vmap(solve, batches);
  check_vmap_of_gradient(solve, batches);
}

TEST(Toeplitz, Errors) {
  EXPECT_EQ(message_of<ShapeError>([] {
              linalg::toeplitz_solve({zeros({3}), zeros({4})}, zeros({3}));
            }),
            "toeplitz_solve: column and row must be of one length, which is not 0, got shapes [3] "
            "and [4]");
  EXPECT_EQ(message_of<ShapeError>([] {
              linalg::toeplitz_matmul({zeros({3}), zeros({3})}, zeros({4}));
            }),
            "toeplitz_matmul: columns [3] and operand [4] do not fit; it has as many rows as the "
            "column is long");
}

}  // namespace
}  // namespace aleator
