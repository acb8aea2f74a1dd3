// SPDX-License-Identifier: Apache-2.0
// Tests Cholesky factors with jitter, updated, extended and of low rank; positive definite systems.
#include "tests/linalg/support.h"

namespace aleator {
namespace {

using namespace testing;

TEST(CholeskyWithJitter, AddsTheLeastThatWorks) {
  // Eigenvalues 2 and 0 - 1e-9: the second attempt of 1e-8 works; the first matrix needs none.
  const Array good = positive_definite({}, 2);
  const Array bad = array({{1., 1.}, {1., 1. - 1e-9}});
  const linalg::JitteredCholesky c = linalg::cholesky_with_jitter(stack({good, bad, good}));
  EXPECT_EQ(c.jitter[0].item(), 0);
  EXPECT_NEAR(c.jitter[1].item(), 1e-8, 1e-16);
  expect_near(c.factor[0], cholesky(good), 0);
  expect_near(matmul(c.factor[1], adjoint(c.factor[1])), bad + c.jitter[1] * eye(2), 1e-15);
  const Array hopeless = array({{1., 5.}, {5., 1.}});
  EXPECT_TRUE(std::isnan(sum(linalg::cholesky_with_jitter(hopeless).factor).item()));
}

TEST(CholeskyWithJitter, IsAConstantInDerivatives) {
  const auto f = [](const Arrays& x) { return linalg::cholesky_with_jitter(x[0]).factor; };
  const Array x = positive_definite({3}, 3);
  check_derivatives(f, {x[0]}, 1e-7);
  check_vmap(f, {x});
  const auto plain = [](const Array& y) { return sum(cholesky(y)); };
  const auto jittered = [](const Array& y) { return sum(linalg::cholesky_with_jitter(y).factor); };
  expect_near(grad(jittered)(x), grad(plain)(x), 0);
}

TEST(CholeskyUpdate, IsTheFactorOfTheUpdatedMatrix) {
  const Array a = positive_definite({2}, 5), v = scattered({2, 5}, 3), l = cholesky(a);
  const Array square_of_v = expand_dims(v, -1) * expand_dims(v, -2);
  expect_near(linalg::cholesky_update(l, v), cholesky(a + square_of_v), 1e-14);
  expect_near(linalg::cholesky_update(l, v, -0.2), cholesky(a - 0.2 * square_of_v), 1e-14);
  expect_near(linalg::cholesky_update(l, v, array({1., -0.2})),
              stack({cholesky(a[0] + square_of_v[0]), cholesky(a[1] - 0.2 * square_of_v[1])}),
              1e-14);
  const auto f = [](const Arrays& x) {
    return linalg::cholesky_update(lower_triangle(x[0]), x[1], x[2]);
  };
  check_derivatives(f, {l, v, array({1., -0.2})}, 1e-7);
  EXPECT_TRUE(std::isnan(linalg::cholesky_update(l, v, -100.)[{0, 4, 4}].item()));
}

TEST(CholeskyConcat, ExtendsAFactor) {
  const Array a = positive_definite({2}, 6), l = cholesky(a);
  const Array start = slice_axis(slice_axis(l, -1, 0, 4), -2, 0, 4);
  expect_near(linalg::cholesky_concat(start, slice_axis(a, -1, 4, 6)), l, 1e-14);
  EXPECT_EQ(message_of<ShapeError>([] {
              linalg::cholesky_concat(eye(2), ones({2, 1}));
            }),
            "cholesky_concat: a factor [2, 2] takes columns [..., 3, 1], got [2, 1]");
}

TEST(PivotedCholesky, ReproducesMatricesOfLowRank) {
  const Array x = scattered({2, 6, 3}), a = matmul(x, adjoint(x));
  const linalg::LowRankCholesky c = linalg::low_rank_cholesky(a, 5, {.trace_rtol = 1e-13});
  EXPECT_EQ(c.rank.values(), (std::vector<double>{3, 3}));
  expect_near(matmul(c.factor, adjoint(c.factor)), a, 1e-13);
  EXPECT_LT(max(abs(c.residual_diagonal)).item(), 1e-13);
  EXPECT_EQ(max(abs(slice_axis(c.factor, -1, 3, 5))).item(), 0);
  const Array full = positive_definite({}, 4);
  const Array g = linalg::pivoted_cholesky(full, 4, 0);
  expect_near(matmul(g, adjoint(g)), full, 1e-14);
  // The first pivot is the largest diagonal entry.
  const std::int64_t pivot = argmax(diagonal(full)).item<std::int64_t>();
  expect_near(g[{Slice(), 0}], full[pivot] / sqrt(full[{pivot, pivot}]), 1e-15);
  EXPECT_EQ(linalg::pivoted_cholesky(full, 9).shape(), (Shape{4, 4}));
  const auto f = [](const Arrays& y) { return linalg::pivoted_cholesky(y[0], 2, 0); };
  check_derivatives(f, {full}, 1e-7);
}

TEST(Hpsd, MatchesTheDenseFormulas) {
  const Array a = positive_definite({2}, 4), b = scattered({2, 4, 3}, 1), v = scattered({2, 4}, 2);
  const Array inverse = linalg::inv(a);
  expect_near(linalg::hpsd_logdet(a), linalg::slogdet(a).log_abs_determinant, 1e-14);
  expect_near(linalg::hpsd_solve(a, b), matmul(inverse, b), 1e-14);
  expect_near(linalg::hpsd_solvevec(a, v), sum(inverse * expand_dims(v, -2), {.axes = {-1}}),
              1e-14);
  expect_near(linalg::hpsd_quadratic_form_solve(a, b), matmul(adjoint(b), matmul(inverse, b)),
              1e-14);
  expect_near(linalg::hpsd_quadratic_form_solvevec(a, v),
              sum(v * linalg::hpsd_solvevec(a, v), {.axes = {-1}}), 1e-14);
  expect_near(linalg::hpsd_logdet(a, cholesky(a)), linalg::hpsd_logdet(a), 0);
  expect_near(linalg::hpsd_solve(a, b, cholesky(a)), linalg::hpsd_solve(a, b), 0);
  const auto f = [](const Arrays& x) {
    return linalg::hpsd_logdet(x[0]) + linalg::hpsd_quadratic_form_solvevec(x[0], x[1]);
  };
  check_derivatives(f, {a, v}, 1e-7);
  EXPECT_TRUE(std::isnan(linalg::hpsd_logdet(-a)[0].item()));
}

}  // namespace
}  // namespace aleator
