// SPDX-License-Identifier: Apache-2.0
// Tests fits by maximum likelihood against R's glm, exact answers, and each other.
#include "aleator/glm/fit.h"

#include "tests/glm/r_fits.h"
#include "tests/glm/support.h"

namespace aleator {
namespace {

using namespace testing;

glm::FitOptions options_of(const RFit& r, const MadeUpRows& rows) {
  const MadeUpRows::Case c = rows.of(r.family);
  glm::FitOptions options{.model_matrix = rows.x, .response = c.response, .model = c.family};
  if (r.has_offset_and_weights) {
    options.offset = rows.offset;
    if (r.family != std::string("Binomial")) options.weights = rows.weights;
  }
  return options;
}

TEST(Fit, NumbersOfR) {
  const MadeUpRows rows;
  for (const RFit& r : kRFits) {
    SCOPED_TRACE(std::string(r.family) + (r.has_offset_and_weights ? " with offset" : ""));
    const glm::Fit fit = glm::fit(options_of(r, rows));
    EXPECT_TRUE(fit.is_converged);
    EXPECT_TRUE(fit.warnings.empty());
    // R's last digits move with epsilon where links are not canonical: 1e-8 is what they agree to.
    expect_near(fit.coefficients, array(std::vector<double>(r.coefficients, r.coefficients + 4)),
                2e-9);
    expect_near(fit.standard_errors(),
                array(std::vector<double>(r.standard_errors, r.standard_errors + 4)), 1e-8);
    EXPECT_NEAR(fit.deviance.item(), r.deviance, 1e-9 * (1 + r.deviance));
    EXPECT_NEAR(fit.null_deviance().item(), r.null_deviance, 1e-9 * (1 + r.null_deviance));
    EXPECT_NEAR(fit.aic().item(), r.aic, 1e-9 * (1 + std::abs(r.aic)));
    EXPECT_NEAR(fit.dispersion().item(), r.dispersion, 1e-9);
  }
}

TEST(Fit, ScoreIsZeroInEveryFamily) {
  const MadeUpRows rows;
  for (const char* name :
       {"Bernoulli", "BernoulliNormalCDF", "Binomial", "Normal", "NormalReciprocal", "Poisson",
        "PoissonSoftplus", "GammaExp", "GammaSoftplus", "LogNormal", "LogNormalSoftplus",
        "NegativeBinomial", "NegativeBinomialSoftplus"}) {
    SCOPED_TRACE(name);
    const auto [family, response] = rows.of(name);
    const glm::Fit fit = glm::fit({.model_matrix = rows.x, .response = response, .model = family});
    ASSERT_TRUE(fit.is_converged);
    const auto loss = [&, y = response, f = family](const Array& b) {
      return sum(f.deviance(y, matmul(rows.x, b)));
    };
    expect_near(grad(loss)(fit.coefficients), zeros({4}), 1e-6);
    expect_near(fit.linear_response, matmul(rows.x, fit.coefficients), 1e-13);
  }
}

TEST(Fit, OneStepIsWeightedLeastSquares) {
  const MadeUpRows rows;
  const glm::Poisson model;
  const Array start = array({0.3, 0.1, -0.2, 0.05});
  const auto [b, r] = glm::fit_one_step({.model_matrix = rows.x,
                                         .response = rows.count,
                                         .model = model,
                                         .model_coefficients_start = start,
                                         .l2_regularizer = 0.7,
                                         .offset = rows.offset,
                                         .learning_rate = 0.9});
  const Array eta = matmul(rows.x, start) + rows.offset, mean = exp(eta);
  const Array z = matmul(rows.x, start) + 0.9 * (rows.count - mean) / mean;
  const Array information = matmul(transpose(rows.x) * mean, rows.x) + 2 * 0.7 * eye(4);
  const Array expected = linalg::solve(information, matmul(transpose(rows.x), mean * z));
  expect_near(b, expected, 1e-12);
  expect_near(r, matmul(rows.x, b) + rows.offset, 1e-13);
}

TEST(Fit, PenaltiesAreOfTheSumOfSquares) {
  const MadeUpRows rows;
  const glm::Fit fit = glm::fit({.model_matrix = rows.x,
                                 .response = rows.success,
                                 .model = glm::Bernoulli(),
                                 .l2_regularizer = 0.8,
                                 .l2_regularization_penalty_factor = array({0., 1., 2., 1.})});
  const auto loss = [&](const Array& b) {
    return -sum(glm::Bernoulli().log_prob(rows.success, matmul(rows.x, b))) +
           0.8 * sum(square(array({0., 1., 2., 1.}) * b));
  };
  expect_near(grad(loss)(fit.coefficients), zeros({4}), 1e-9);
  // The inverse of the second derivative, for a canonical link.
  expect_near(fit.covariance(), linalg::inv(hessian(loss)(fit.coefficients)), 1e-9);
}

TEST(Fit, BatchesAreFitsByThemselves) {
  const MadeUpRows rows;
  const Array responses = stack({rows.count, floor(rows.positive), 1. + rows.success});
  const Array matrices = stack({rows.x, rows.x * 0.5, rows.x + 0.1 * wiggle({40, 4})});
  const glm::Fit batch =
      glm::fit({.model_matrix = matrices, .response = responses, .model = glm::Poisson()});
  EXPECT_EQ(batch.coefficients.shape(), (Shape{3, 4}));
  for (int m = 0; m < 3; ++m) {
    const glm::Fit one =
        glm::fit({.model_matrix = matrices[m], .response = responses[m], .model = glm::Poisson()});
    expect_near(batch.coefficients[m], one.coefficients, 1e-10);
    expect_near(batch.standard_errors()[m], one.standard_errors(), 1e-10);
    EXPECT_NEAR(batch.aic().values()[static_cast<std::size_t>(m)], one.aic().item(), 1e-9);
  }
}

TEST(Fit, InterceptAndStandardizationChangeNoFit) {
  const MadeUpRows rows;
  const Array slopes = rows.x[{Ellipsis, Slice(1, 4)}] * array({1., 100., 1e-3});
  const glm::Fit plain = glm::fit({.model_matrix = concatenate({ones({40, 1}), slopes}, 1),
                                   .response = rows.positive,
                                   .model = glm::GammaExp()});
  const glm::Fit standard = glm::fit({.model_matrix = slopes,
                                      .response = rows.positive,
                                      .model = glm::GammaExp(),
                                      .add_intercept = true,
                                      .standardize = true});
  expect_near(standard.coefficients, plain.coefficients, 1e-9);
  expect_near(standard.standard_errors(), plain.standard_errors(), 1e-9);
  expect_near(standard.null_deviance(), plain.null_deviance(), 1e-10);
  expect_near(standard.predict(slopes), plain.mean(), 1e-9);
  EXPECT_EQ(standard.column_names()[0], "(Intercept)");
}

TEST(Fit, SparseDesignsAreDenseOnes) {
  const MadeUpRows rows;
  const Array x = where(abs(rows.x) > 0.4, rows.x, 0.);
  const auto of = [&](const glm::ModelMatrix& m) {
    return glm::fit({.model_matrix = m,
                     .response = rows.count,
                     .model = glm::Poisson(),
                     .l2_regularizer = 0.1,
                     .standardize = true});
  };
  const glm::Fit dense = of(x), sparse = of(linalg::SparseMatrix::from_dense(x));
  expect_near(sparse.coefficients, dense.coefficients, 1e-10);
  expect_near(sparse.standard_errors(), dense.standard_errors(), 1e-10);
}

TEST(Fit, CustomFamiliesAreWhatTheySay) {
  const MadeUpRows rows;
  const glm::CustomExponentialFamily custom(
      {.linear_model_to_mean_fn = [](const Array& r) { return exp(r); },
       .variance_fn = [](const Array& m) { return m; },
       .log_prob_fn = [](const Array& y,
                         const Array& m) { return y * log(m) - m - lgamma(y + 1.); },
       .deviance_fn = [](const Array& y,
                         const Array& m) { return 2. * (xlogy(y, y / m) - (y - m)); }});
  const glm::Fit mine = glm::fit({.model_matrix = rows.x, .response = rows.count, .model = custom});
  const glm::Fit known =
      glm::fit({.model_matrix = rows.x, .response = rows.count, .model = glm::Poisson()});
  expect_near(mine.coefficients, known.coefficients, 1e-10);
  expect_near(mine.standard_errors(), known.standard_errors(), 1e-9);
  EXPECT_NEAR(mine.aic().item(), known.aic().item(), 1e-9);
}

TEST(Fit, WeightsCountRowsAndZeroLeavesThemOut) {
  const MadeUpRows rows;
  const Array weights = where(arange(40) < 10, 2., where(arange(40) < 35, 1., 0.));
  const glm::Fit repeated =
      glm::fit({.model_matrix = concatenate({rows.x[{Slice(0, 35)}], rows.x[{Slice(0, 10)}]}),
                .response = concatenate({rows.count[{Slice(0, 35)}], rows.count[{Slice(0, 10)}]}),
                .model = glm::Poisson()});
  // What stands in rows of weight 0 does not matter, if it is finite.
  const Array response = where(arange(40) < 35, rows.count, -7.);
  const glm::Fit weighted = glm::fit(
      {.model_matrix = rows.x, .response = response, .model = glm::Poisson(), .weights = weights});
  expect_near(weighted.coefficients, repeated.coefficients, 1e-10);
  expect_near(weighted.standard_errors(), repeated.standard_errors(), 1e-10);
}

TEST(Fit, LargeModelsAgreeWithSmallSteps) {
  // Enough rows that code is compiled and factors come from sums: against QR of the rows.
  const Array x = concatenate({ones({6000, 1}), random::normal(Key(1), {6000, 9})}, 1);
  const Array noise = random::logistic(Key(2), {6000});
  const Array y = where(noise < matmul(x, 0.3 * wiggle({10}, 5)), 1., 0.);
  const auto of = [&](bool is_fast) {
    return glm::fit({.model_matrix = x,
                     .response = y,
                     .model = glm::Bernoulli(),
                     .fast_unsafe_numerics = is_fast});
  };
  const glm::Fit fast = of(true), safe = of(false);
  expect_near(fast.coefficients, safe.coefficients, 1e-12);
  expect_near(fast.standard_errors(), safe.standard_errors(), 1e-12);
  const Array score = matmul(transpose(x), y - sigmoid(matmul(x, fast.coefficients)));
  expect_near(score, zeros({10}), 1e-8);
}

TEST(Fit, FloatsOfSinglePrecisionStaySo) {
  const MadeUpRows rows;
  const glm::Fit fit = glm::fit({.model_matrix = astype(rows.x, float32),
                                 .response = astype(rows.count, float32),
                                 .model = glm::Poisson()});
  EXPECT_EQ(fit.coefficients.dtype(), float32);
  const glm::Fit twice =
      glm::fit({.model_matrix = rows.x, .response = rows.count, .model = glm::Poisson()});
  expect_near(fit.coefficients, twice.coefficients, 1e-6);
}

}  // namespace
}  // namespace aleator
