// SPDX-License-Identifier: Apache-2.0
// Tests matrices of a given form, tridiagonal systems, matrix exponentials, Gram-Schmidt.
#include "tests/linalg/support.h"

namespace aleator {
namespace {

using namespace testing;
using linalg::band_part;
using linalg::banded_solve;
using linalg::banded_to_dense;
using linalg::BandedMatrix;
using linalg::solve;

TEST(Structure, MatchesNumpy) {
  const Oracle o = linear_oracle("structures");
  expect_near(linalg::fill_triangular(o("x")), o("spiral"), 0);
  expect_near(linalg::fill_triangular(o("x"), true), o("upper"), 0);
  expect_near(linalg::fill_triangular_inverse(o("spiral")), o("x"), 0);
  expect_near(linalg::fill_triangular_inverse(o("upper"), true), o("x"), 0);
  expect_near(linalg::kronecker(o("a"), o("b")), o("kronecker"), 0);
  expect_near(linalg::block_diag({o("a"), o("b")}), o("block_diag"), 0);
}

TEST(Structure, TheOrderOfTriangles) {
  const Array x = array({1., 2., 3., 4., 5., 6.});
  expect_near(linalg::fill_triangular(x), array({{4., 0., 0.}, {6., 5., 0.}, {3., 2., 1.}}), 0);
  expect_near(linalg::fill_triangular(x, true), array({{1., 2., 3.}, {0., 5., 6.}, {0., 0., 4.}}),
              0);
  for (const bool is_upper : {false, true}) {
    for (const std::int64_t n : {1, 2, 5}) {
      const Array y = scattered({2, n * (n + 1) / 2});
      expect_near(linalg::fill_triangular_inverse(linalg::fill_triangular(y, is_upper), is_upper),
                  y, 0);
    }
  }
  check_derivatives([](const Arrays& y) { return linalg::fill_triangular(y[0]); }, {x});
}

TEST(Structure, PartsOfMatrices) {
  const Array x = reshape(arange(12), {3, 4});
  expect_near(linalg::band_part(x, 1, 0),
              array<std::int64_t>({{0, 0, 0, 0}, {4, 5, 0, 0}, {0, 9, 10, 0}}), 0);
  expect_near(linalg::band_part(x, 0, -1), upper_triangle(x), 0);
  expect_near(linalg::band_part(x, -1, -1), x, 0);
  EXPECT_EQ(linalg::trace(stack({x, 2 * x})).values(), (std::vector<double>{15, 30}));
  const Array d = array<std::int64_t>({-1, -2, -3});
  expect_near(diagonal(linalg::set_diag(x, d)), d, 0);
  expect_near(diagonal(linalg::set_diag(transpose(x), d)), d, 0);
  EXPECT_EQ((linalg::set_diag(x, d)[{2, 3}].item()), 11);
  EXPECT_EQ(linalg::block_diag({ones({2, 1, 1}), ones({2, 3})}).shape(), (Shape{2, 3, 4}));
}

TEST(Tridiagonal, MatchesScipy) {
  const Oracle o = linear_oracle("structures");
  const linalg::TridiagonalMatrix a{o("sub"), o("d"), o("super")};
  const Array x = linalg::tridiagonal_solve(a, o("rhs"));
  expect_near(x, o("tridiagonal"), 1e-14);
  expect_near(linalg::tridiagonal_matmul(a, x), o("rhs"), 1e-14);
  expect_near(linalg::tridiagonal_solve(a, o("rhs")[{Slice(), 1}]), x[{Slice(), 1}], 0);
}

TEST(Tridiagonal, DerivativesAndVmap) {
  const auto f = [](const Arrays& x) {
    return linalg::tridiagonal_solve({x[0], x[1] + 3., x[2]}, x[3]);
  };
  check_derivatives(
      f, {scattered({2, 3}), scattered({2, 4}, 1), scattered({3}, 2), scattered({2, 4, 2}, 3)},
      1e-7);
  check_vmap(
      f, {scattered({3, 3}), scattered({3, 4}, 1), scattered({3, 3}, 2), scattered({3, 4, 2}, 3)});
  EXPECT_EQ(
      message_of<ShapeError>([] {
        linalg::tridiagonal_solve({ones({3}), ones({3}), ones({2})}, ones({3}));
      }),
      "tridiagonal_solve: diagonals of shapes [3], [3], [2] and right sides [3, 1] do not fit; "
      "n elements need n - 1 beside them");
}

TEST(Banded, SolvesAsTheDenseMatrixDoes) {
  const std::vector<Dims> widths{{0, 0}, {1, 1}, {2, 1}, {0, 2}, {3, 0}, {2, 3}};
  for (const Dims& width : widths) {
    SCOPED_TRACE(text("band ", width));
    const std::int64_t num_bands = width[0] + width[1] + 1;
    Array bands = scattered({2, num_bands, 6}, static_cast<double>(num_bands));
    bands = bands + 4. * expand_dims(one_hot(width[1], num_bands), -1);  // diagonally dominant
    const BandedMatrix a{width[0], width[1], bands};
    const Array dense = banded_to_dense(a), b = scattered({6, 2}, 5);
    expect_near(dense, band_part(dense, width[0], width[1]), 0);
    expect_near(diagonal(dense), bands[{Slice(), width[1]}], 0);
    expect_near(banded_solve(a, b), solve(dense, b), 1e-14);
    expect_near(banded_solve(a, b[{Slice(), 0}]), banded_solve(a, b)[{Ellipsis, 0}], 0);
  }
  const auto f = [](const Arrays& x) { return banded_solve({2, 1, x[0] + 2.}, x[1]); };
  check_derivatives(f, {scattered({4, 5}) * array({{0.}, {1.}, {0.}, {0.}}), scattered({5, 2}, 1)},
                    1e-5, 1);
  const BandedMatrix wrong{1, 1, ones({2, 4})};
  EXPECT_EQ(message_of<ShapeError>([&] { banded_solve(wrong, ones({4})); }),
            "banded_solve: 1 lower and 1 upper diagonals need bands [..., 3, n], got shape [2, 4]");
}

TEST(MatrixExponential, MatchesExactValues) {
  const Oracle o = linear_oracle("exponentials");
  // Relative to the norm, times the condition number of the exponential, of the order of |a|.
  const std::vector<std::pair<const char*, double>> cases{{"small", 5},    {"middle", 30},
                                                          {"large", 300},  {"nilpotent", 300},
                                                          {"awkward", 20}, {"decay", 300}};
  for (const auto& [name, bound] : cases) {
    SCOPED_TRACE(name);
    const Array expected = o(text("exp_", name));
    EXPECT_LT(relative_error(linalg::matrix_exponential(o(name)), expected), bound);
  }
  // Scales are chosen for each matrix, so a batch gives what its members give.
  const Array both = stack({o("small"), o("large")});
  const Array together = linalg::matrix_exponential(both);
  EXPECT_EQ(together[0].values(), linalg::matrix_exponential(o("small")).values());
  EXPECT_EQ(together[1].values(), linalg::matrix_exponential(o("large")).values());
  expect_near(linalg::matrix_exponential(zeros({2, 2})), eye(2), 0);
}

TEST(MatrixExponential, DerivativesAndFailures) {
  const auto f = [](const Arrays& x) { return linalg::matrix_exponential(x[0]); };
  check_derivatives(f, {scattered({2, 3, 3})}, 1e-6);
  check_derivatives(f, {6. * scattered({3, 3})}, 1e-5, 1);
  check_vmap(f, {3. * scattered({3, 3, 3})});
  check_failure_stays(f, scattered({3, 3, 3}));
  EXPECT_TRUE(std::isnan(linalg::matrix_exponential(full({1, 1}, -1e25)).item()));
}

TEST(GramSchmidt, IsQrWithPositiveDiagonal) {
  const Array a = scattered({2, 6, 4});
  expect_near(linalg::gram_schmidt(a), qr(a).q, 1e-13);
  check_derivatives([](const Arrays& x) { return linalg::gram_schmidt(x[0]); }, {scattered({4, 3})},
                    1e-6);
}

TEST(Structure, Errors) {
  EXPECT_EQ(
      message_of<ShapeError>([] {
        linalg::fill_triangular(zeros({2, 4}));
      }),
      "fill_triangular: the last axis must have n (n + 1) / 2 elements, got 4 in shape [2, 4]");
  EXPECT_EQ(message_of<ValueError>([] { linalg::block_diag({}); }),
            "block_diag: needs at least one block");
  EXPECT_EQ(message_of<ShapeError>([] {
              linalg::set_diag(zeros({2, 3}), zeros({3}));
            }),
            "set_diag: a diagonal of 2 elements is needed for shape [2, 3], got shape [3]");
}

}  // namespace
}  // namespace aleator
