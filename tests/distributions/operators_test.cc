// SPDX-License-Identifier: Apache-2.0
// Tests distributions over vectors whose scale is a linear operator against those with the same
// scale as a matrix.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace distributions;

const Array kFactor = array({{1.5, 0., 0.}, {-0.5, 0.8, 0.}, {0.25, 2., 1.1}});
const Array kLoc = array({1., -2., 0.5});

/// The same values as of the distribution by a Cholesky factor of the covariance.
void expect_same(const Distribution& d, const Distribution& tril) {
  const Array x = random::normal(Key(3), Shape{4} + tril.batch_shape() + Shape{3});
  expect_near(d.log_prob(x), tril.log_prob(x), 1e-11);
  expect_near(d.entropy(), tril.entropy());
  expect_near(d.mean(), tril.mean());
  expect_near(d.mode(), tril.mode());
  expect_near(d.variance(), tril.variance());
  expect_near(d.covariance(), tril.covariance());
  EXPECT_EQ(d.event_shape(), Shape{3});
  EXPECT_EQ(d.sample({5}, Key(1)).shape(), Shape{5} + tril.batch_shape() + Shape{3});
  expect_moments(d);
}

/// The Cholesky factor of s s'.
Array factor_of(const Array& s) { return cholesky(matmul(s, swap_axes(s, -1, -2))); }

TEST(MultivariateNormalLinearOperator, TakesAnyOperator) {
  const MultivariateNormalTriL tril({.loc = kLoc, .scale_tril = kFactor});
  expect_same(MultivariateNormalLinearOperator(
                  {.loc = kLoc, .scale = linalg::LinearOperatorLowerTriangular(kFactor)}),
              tril);
  const Array general = array({{0.5, 2., 0.}, {-1., 0.3, 0.25}, {1., 1., -2.}});
  const MultivariateNormalLinearOperator full(
      {.loc = kLoc, .scale = linalg::LinearOperatorFullMatrix(general)});
  const MultivariateNormalTriL same({.loc = kLoc, .scale_tril = factor_of(general)});
  expect_same(full, same);
  expect_near(full.kl_divergence(tril), same.kl_divergence(tril));
  expect_near(tril.kl_divergence(full), tril.kl_divergence(same));
  const Array diagonals = array({{1., 2., 3.}, {0.5, 1., 0.25}});
  expect_same(MultivariateNormalLinearOperator({.scale = linalg::LinearOperatorDiag(diagonals)}),
              MultivariateNormalDiag({.loc = zeros({2, 3}), .scale_diag = diagonals}));
  EXPECT_EQ(message_of([&] {
              MultivariateNormalLinearOperator(
                  {.loc = zeros({2}), .scale = linalg::LinearOperatorFullMatrix(general)});
            }),
            "MultivariateNormalLinearOperator: loc must have a last axis of the 3 rows of scale, "
            "got shape [2]");
}

TEST(MultivariateNormalLinearOperator, CarriesGradients) {
  const Array x = array({0.3, 0.5, -1.});
  const auto by_operator = [&](const Array& s) {
    return MultivariateNormalLinearOperator(
               {.loc = kLoc, .scale = linalg::LinearOperatorLowerTriangular(s)})
        .log_prob(x);
  };
  const auto by_factor = [&](const Array& s) {
    return MultivariateNormalTriL({.loc = kLoc, .scale_tril = s}).log_prob(x);
  };
  expect_near(lower_triangle(grad(by_operator)(kFactor)), lower_triangle(grad(by_factor)(kFactor)));
}

TEST(MultivariateNormalDiagPlusLowRank, CorrectsTheScale) {
  const Array diag = array({1., 0.5, 2.}), u = array({{1., 0.}, {0.5, -1.}, {0., 2.}});
  const Array m = array({0.5, 1.5});
  const Array scale = diagonal_matrix(diag) + matmul(u * m, transpose(u));
  expect_same(
      MultivariateNormalDiagPlusLowRank(
          {.loc = kLoc, .scale_diag = diag, .scale_perturb_factor = u, .scale_perturb_diag = m}),
      MultivariateNormalTriL({.loc = kLoc, .scale_tril = factor_of(scale)}));
  const Array unit = diagonal_matrix(diag) + matmul(u, transpose(u));
  const Array batch = stack({diag, 2. * diag});
  const MultivariateNormalDiagPlusLowRank two({.scale_diag = batch, .scale_perturb_factor = u});
  EXPECT_EQ(two.batch_shape(), Shape{2});
  expect_same(two, MultivariateNormalTriL(
                       {.loc = zeros({2, 3}),
                        .scale_tril = factor_of(stack({unit, unit + diagonal_matrix(diag)}))}));
  EXPECT_EQ(
      message_of([&] {
        MultivariateNormalDiagPlusLowRank({.scale_diag = ones({2}), .scale_perturb_factor = u});
      }),
      "MultivariateNormalDiagPlusLowRank: scale_perturb_factor must have shape [..., 2, k], "
      "got shape [3, 2]");
}

TEST(MultivariateNormalDiagPlusLowRankCovariance, CorrectsTheCovariance) {
  const Array diag = array({1., 0.5, 2.}), u = array({{1., 0.}, {0.5, -1.}, {0., 2.}});
  const Array covariance = diagonal_matrix(diag) + matmul(u, transpose(u));
  const MultivariateNormalDiagPlusLowRankCovariance d(
      {.loc = kLoc, .cov_diag_factor = diag, .cov_perturb_factor = u});
  expect_same(d, MultivariateNormalTriL({.loc = kLoc, .scale_tril = cholesky(covariance)}));
  const Array batch = stack({diag, 2. * diag});
  expect_same(
      MultivariateNormalDiagPlusLowRankCovariance(
          {.cov_diag_factor = batch, .cov_perturb_factor = u}),
      MultivariateNormalTriL(
          {.loc = zeros({2, 3}),
           .scale_tril = cholesky(stack({covariance, covariance + diagonal_matrix(diag)}))}));
}

TEST(MultivariateStudentTLinearOperator, TakesAnyOperator) {
  const Array general = array({{0.5, 2., 0.}, {-1., 0.3, 0.25}, {1., 1., -2.}});
  expect_same(MultivariateStudentTLinearOperator(
                  {.df = 9., .loc = kLoc, .scale = linalg::LinearOperatorFullMatrix(general)}),
              MultivariateStudentTTriL({.df = 9., .loc = kLoc, .scale_tril = factor_of(general)}));
  const MultivariateStudentTLinearOperator batch(
      {.df = array({9., 30.}), .loc = kLoc, .scale = linalg::LinearOperatorFullMatrix(general)});
  EXPECT_EQ(batch.batch_shape(), Shape{2});
  EXPECT_EQ(message_of([&] {
              MultivariateStudentTLinearOperator(
                  {.df = -1., .scale = linalg::LinearOperatorFullMatrix(general)});
            }),
            "MultivariateStudentTLinearOperator: parameter 'df' must be positive, got -1");
}

TEST(WishartLinearOperator, TakesAnyRootOfTheScale) {
  const Array general = array({{0.5, 2., 0.}, {-1., 0.3, 0.25}, {1., 1., -2.}});
  const WishartLinearOperator d({.df = 5., .scale = linalg::LinearOperatorFullMatrix(general)});
  const WishartTriL tril({.df = 5., .scale_tril = factor_of(general)});
  const Array x = tril.sample({6}, Key(1));
  expect_near(d.log_prob(x), tril.log_prob(x));
  expect_near(d.mean(), tril.mean());
  expect_near(d.variance(), tril.variance());
  expect_near(d.entropy(), tril.entropy());
  EXPECT_EQ(d.sample({2}, Key(1)).shape(), (Shape{2, 3, 3}));
  EXPECT_EQ(message_of([&] {
              WishartLinearOperator({.df = 2., .scale = linalg::LinearOperatorFullMatrix(general)});
            }),
            "WishartLinearOperator: parameter 'df' must be above 2, the rows of the scale less 1, "
            "got 2");
}

/// The Kronecker product of a and b.
Array kronecker(const Array& a, const Array& b) {
  const Array all = reshape(a, {a.dim(0), 1, a.dim(1), 1}) * reshape(b, {1, b.dim(0), 1, b.dim(1)});
  return reshape(all, {a.dim(0) * b.dim(0), a.dim(1) * b.dim(1)});
}
const Array kRow = array({{0.5, 2., 0.}, {-1., 0.3, 0.25}, {1., 1., -2.}});
const Array kColumn = array({{0.7, 0.}, {0.4, 1.2}});

TEST(MatrixNormalLinearOperator, IsTheNormalDistributionOfItsElements) {
  const Array loc = array({{1., 2.}, {0., -1.}, {0.5, 0.}});
  const LinearOperator row = linalg::LinearOperatorFullMatrix(kRow),
                       column = linalg::LinearOperatorLowerTriangular(kColumn);
  const MatrixNormalLinearOperator d({.loc = loc, .scale_row = row, .scale_column = column});
  const MultivariateNormalTriL flat(
      {.loc = ravel(loc), .scale_tril = factor_of(kronecker(kRow, kColumn))});
  EXPECT_EQ(d.event_shape(), (Shape{3, 2}));
  const Array x = random::normal(Key(1), {4, 3, 2});
  expect_near(d.log_prob(x), flat.log_prob(reshape(x, {4, 6})));
  expect_near(d.entropy(), flat.entropy());
  expect_near(d.variance(), reshape(flat.variance(), {3, 2}));
  const MatrixNormalLinearOperator other(
      {.loc = 0. * loc,
       .scale_row = linalg::LinearOperatorFullMatrix(2. * kRow + eye(3)),
       .scale_column = linalg::LinearOperatorDiag(array({1., 3.}))});
  const MultivariateNormalTriL flat_other(
      {.loc = zeros({6}),
       .scale_tril = factor_of(kronecker(2. * kRow + eye(3), diagonal_matrix(array({1., 3.}))))});
  expect_near(d.kl_divergence(other), flat.kl_divergence(flat_other));
  expect_draws_of_density(
      Blockwise({.distributions = {d}}),
      MultivariateNormalTriL(
          {.loc = ravel(loc) + 0.1, .scale_tril = 0.9 * factor_of(kronecker(kRow, kColumn))}));
  EXPECT_EQ(
      message_of([&] {
        MatrixNormalLinearOperator({.loc = loc, .scale_row = column, .scale_column = row});
      }),
      "MatrixNormalLinearOperator: loc must have shape [..., 2, 3], by the scales, got [3, 2]");
}

TEST(MatrixTLinearOperator, IsStudentsDistributionOfOneRowOrColumn) {
  // Of one column: a multivariate t with df degrees of freedom, whose scale has a root of df.
  const Array loc = array({{1.}, {0.}, {0.5}}), unit = array({{0.7}});
  const MatrixTLinearOperator column({.df = 6.,
                                      .loc = loc,
                                      .scale_row = linalg::LinearOperatorFullMatrix(kRow),
                                      .scale_column = linalg::LinearOperatorFullMatrix(unit)});
  const MultivariateStudentTTriL flat(
      {.df = 6., .loc = ravel(loc), .scale_tril = 0.7 / std::sqrt(6.) * factor_of(kRow)});
  const Array x = random::normal(Key(1), {4, 3, 1});
  expect_near(column.log_prob(x), flat.log_prob(reshape(x, {4, 3})));
  expect_near(column.variance(), reshape(flat.variance(), {3, 1}));
  // The transpose is a matrix t distribution with the scales exchanged.
  const Array wide = random::normal(Key(2), {5, 3, 2});
  const LinearOperator a = linalg::LinearOperatorFullMatrix(kRow),
                       b = linalg::LinearOperatorFullMatrix(kColumn);
  const MatrixTLinearOperator d(
      {.df = 9., .loc = zeros({3, 2}), .scale_row = a, .scale_column = b});
  const MatrixTLinearOperator swapped(
      {.df = 9., .loc = zeros({2, 3}), .scale_row = b, .scale_column = a});
  expect_near(d.log_prob(wide), swapped.log_prob(swap_axes(wide, -1, -2)));
  const MatrixTLinearOperator lighter(
      {.df = 12., .loc = zeros({3, 2}), .scale_row = a, .scale_column = b});
  expect_draws_of_density(Blockwise({.distributions = {d}}),
                          Blockwise({.distributions = {lighter}}));
  expect_moments(Blockwise({.distributions = {d}}));
  EXPECT_EQ(d.sample({5}, Key(1)).shape(), (Shape{5, 3, 2}));
}

}  // namespace
}  // namespace aleator
