// SPDX-License-Identifier: Apache-2.0
// Tests fits of many rows, which go through them block by block: they are the fits of the same rows
// as a sparse design, which do not.
#include "aleator/glm/fit_sparse.h"

#include "tests/glm/support.h"

namespace aleator {
namespace {

using namespace testing;
using linalg::SparseMatrix;

/// The rows of MadeUpRows again and again, without the last ones, so that the last block is short.
Array repeated(const Array& x, std::int64_t num_rows) {
  return take(x, remainder(arange(num_rows), 40), 0);
}

const char* const kFamilies[] = {"Bernoulli", "BernoulliNormalCDF", "Normal",   "NormalReciprocal",
                                 "Poisson",   "PoissonSoftplus",    "GammaExp", "NegativeBinomial"};

TEST(RowSweep, FitsAreThoseWithoutBlocks) {
  const MadeUpRows rows;
  for (const std::int64_t n : {6'007, 30'011}) {
    for (const char* name : kFamilies) {
      SCOPED_TRACE(text(name, ", ", n, " rows"));
      const MadeUpRows::Case c = rows.of(name);
      const Array x = repeated(rows.x, n);
      glm::FitOptions o{.model_matrix = x,
                        .response = repeated(c.response, n),
                        .model = c.family,
                        .l2_regularizer = 0.5,
                        .offset = repeated(0.01 * rows.offset, n),
                        .weights = repeated(rows.weights, n)};
      const glm::Fit dense = glm::fit(o);
      o.model_matrix = SparseMatrix::from_dense(x);
      const glm::Fit sparse = glm::fit(o);
      EXPECT_TRUE(dense.is_converged && sparse.is_converged);
      // Fits end where steps are predicted to change less than 1e-10; the sparse one starts
      // elsewhere.
      expect_near(dense.coefficients, sparse.coefficients, 1e-8);
      expect_near(dense.linear_response, sparse.linear_response, 1e-8);
      EXPECT_NEAR(dense.deviance.item() / sparse.deviance.item(), 1, 1e-11);
    }
  }
}

/// The larger ones start from a part of their rows, with the matrix of these.
TEST(RowSweep, PenalizedFitsAreThoseWithoutBlocks) {
  const MadeUpRows rows;
  for (const std::int64_t n : {6'007, 30'011}) {
    for (const char* name : {"Bernoulli", "Normal", "Poisson"}) {
      SCOPED_TRACE(text(name, ", ", n, " rows"));
      const MadeUpRows::Case c = rows.of(name);
      const Array x = repeated(rows.x, n);
      glm::FitSparseOptions o{.model_matrix = x,
                              .response = repeated(c.response, n),
                              .model = c.family,
                              .tolerance = 1e-13,
                              .l1_regularizer = 0.05 * static_cast<double>(n),
                              .offset = repeated(rows.offset, n),
                              .weights = repeated(rows.weights, n)};
      const glm::Fit dense = glm::fit_sparse(o);
      o.model_matrix = SparseMatrix::from_dense(x);
      const glm::Fit sparse = glm::fit_sparse(o);
      EXPECT_TRUE(dense.is_converged && sparse.is_converged);
      expect_near(dense.coefficients, sparse.coefficients, 1e-6);
    }
  }
}

/// Steps that are too long are halved within sweeps too.
TEST(RowSweep, HalvesStepsAndSeesSeparation) {
  const std::int64_t n = 6'000;
  const Array u = arange(n) / 500. - 6.;
  const glm::Fit poisson = glm::fit({.model_matrix = stack({ones({n}), u}, 1),
                                     .response = exp(2. * u),
                                     .model = glm::Poisson(),
                                     .model_coefficients_start = array({0., -3.})});
  EXPECT_TRUE(poisson.is_converged);
  expect_near(poisson.coefficients, array({0., 2.}), 1e-9);
  const glm::Fit separated = glm::fit({.model_matrix = stack({ones({n}), u}, 1),
                                       .response = where(u > 0.1, 1., 0.),
                                       .model = glm::Bernoulli()});
  ASSERT_EQ(separated.warnings.size(), 1u);
  EXPECT_EQ(separated.warnings[0].kind, glm::FitWarning::Kind::separation);
}

}  // namespace
}  // namespace aleator
