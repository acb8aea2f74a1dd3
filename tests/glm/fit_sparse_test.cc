// SPDX-License-Identifier: Apache-2.0
// Tests fits with l1 and l2 penalties: conditions of a minimum, other programs' numbers, dense and
// sparse designs, few and many columns.
#include "aleator/glm/fit_sparse.h"

#include "tests/glm/support.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace testing;

/// How far b is from satisfying the conditions of a minimum, relative to l1, from the derivative of
/// the loss by automatic differentiation.
double violation(const glm::FitSparseOptions& o, const Array& x, const Array& b) {
  const auto loss = [&](const Array& c) {
    const Array r = matmul(x, c);
    return sum(o.model.deviance(o.response, r)) / (2. * o.model.rules().dispersion().value_or(1.)) +
           o.l2_regularizer * sum(square(c));
  };
  const auto g = grad(loss)(b).values(), c = b.values();
  double worst = 0;
  for (std::size_t j = 0; j < c.size(); ++j) {
    const double at = c[j] == 0 ? std::max(std::abs(g[j]) - o.l1_regularizer, 0.)
                                : std::abs(g[j] + std::copysign(o.l1_regularizer, c[j]));
    worst = std::max(worst, at);
  }
  return worst / o.l1_regularizer;
}

struct MadeUp {
  Array x, y, b;
};
/// Half of the coefficients are 0; responses are made by the logistic model.
MadeUp logistic_rows(std::int64_t n, std::int64_t d) {
  const Array x = random::normal(Key(11), {n, d});
  const Array b = where(remainder(arange(d), 2) == 0, random::uniform(Key(12), {d}) - 0.5, 0.);
  const Array y = where(random::logistic(Key(13), {n}) < matmul(x, b), 1., 0.);
  return {x, y, b};
}

TEST(FitSparse, ConditionsOfAMinimumInEveryFamily) {
  const MadeUpRows rows;
  for (const char* name :
       {"Bernoulli", "BernoulliNormalCDF", "Binomial", "Normal", "Poisson", "PoissonSoftplus",
        "GammaExp", "GammaSoftplus", "LogNormal", "NegativeBinomial", "NegativeBinomialSoftplus"}) {
    SCOPED_TRACE(name);
    const auto [family, response] = rows.of(name);
    const glm::FitSparseOptions options{.model_matrix = rows.x,
                                        .response = response,
                                        .model = family,
                                        .tolerance = 1e-13,
                                        .l1_regularizer = 1.5,
                                        .l2_regularizer = 0.3};
    const glm::Fit fit = glm::fit_sparse(options);
    EXPECT_TRUE(fit.is_converged);
    EXPECT_LT(violation(options, rows.x, fit.coefficients), 1e-6);
  }
}

TEST(FitSparse, NumbersOfScikitLearn) {
  // sklearn 1.9.1: LogisticRegression(penalty="elasticnet", C=0.4, l1_ratio=0.2, solver="saga",
  // fit_intercept=False, tol=1e-14), which is l1 = 0.5, l2 = 1; Lasso(alpha=2 / 40,
  // fit_intercept=False, tol=1e-15), which is l1 = 2 for a scale of 1; rows of tests/glm/support.h.
  const MadeUpRows rows;
  const glm::Fit logistic = glm::fit_sparse({.model_matrix = rows.x,
                                             .response = rows.success,
                                             .model = glm::Bernoulli(),
                                             .tolerance = 1e-15,
                                             .l1_regularizer = 0.5,
                                             .l2_regularizer = 1.});
  const glm::Fit lasso = glm::fit_sparse({.model_matrix = rows.x,
                                          .response = rows.normal,
                                          .model = glm::Normal(),
                                          .tolerance = 1e-14,
                                          .l1_regularizer = 2.});
  // saga stops at about 1e-8.
  expect_near(
      logistic.coefficients,
      array({-0.188903937676667, 0.7173207755135097, -0.08649051370594231, 1.220838745218604}),
      2e-8);
  expect_near(lasso.coefficients,
              array({0.9510923744495818, 0.9142327844392559, -1.8880495107792108, 0.}), 1e-12);
}

TEST(FitSparse, ManyRowsManyColumnsAndSparseDesignsAgree) {
  const MadeUp made = logistic_rows(300, 60);
  const Array x = where(abs(made.x) > 0.8, made.x, 0.);
  glm::FitSparseOptions options{.model_matrix = x,
                                .response = made.y,
                                .model = glm::Bernoulli(),
                                .tolerance = 1e-13,
                                .l1_regularizer = 4.};
  const glm::Fit tall = glm::fit_sparse(options);
  EXPECT_TRUE(tall.is_converged);
  EXPECT_LT(violation(options, x, tall.coefficients), 1e-6);
  options.model_matrix = linalg::SparseMatrix::from_dense(x);
  expect_near(glm::fit_sparse(options).coefficients, tall.coefficients, 1e-7);
  // With columns that stay 0, so many that columns are worked on in parts.
  const Array wide = concatenate({x, 0.01 * random::normal(Key(14), {300, 1200})}, 1);
  for (const bool is_sparse : {false, true}) {
    if (is_sparse) options.model_matrix = linalg::SparseMatrix::from_dense(wide);
    else options.model_matrix = wide;
    const glm::Fit fit = glm::fit_sparse(options);
    EXPECT_TRUE(fit.is_converged);
    expect_near(slice_axis(fit.coefficients, 0, 0, 60), tall.coefficients, 1e-6);
    expect_near(slice_axis(fit.coefficients, 0, 60, 1260), zeros({1200}), 0);
  }
}

TEST(FitSparse, MoreColumnsThanRows) {
  const MadeUp made = logistic_rows(100, 1500);
  for (const double l1 : {20., 5., 1.}) {
    const glm::FitSparseOptions options{.model_matrix = made.x,
                                        .response = made.y,
                                        .model = glm::Bernoulli(),
                                        .tolerance = 1e-12,
                                        .l1_regularizer = l1};
    const glm::Fit fit = glm::fit_sparse(options);
    EXPECT_TRUE(fit.is_converged) << l1;
    EXPECT_LT(violation(options, made.x, fit.coefficients), 1e-5) << l1;
  }
}

TEST(FitSparse, WithoutPenaltiesItIsMaximumLikelihood) {
  const MadeUpRows rows;
  const glm::Fit sparse = glm::fit_sparse({.model_matrix = rows.x,
                                           .response = rows.count,
                                           .model = glm::Poisson(),
                                           .tolerance = 1e-14,
                                           .offset = rows.offset,
                                           .weights = rows.weights});
  const glm::Fit plain = glm::fit({.model_matrix = rows.x,
                                   .response = rows.count,
                                   .model = glm::Poisson(),
                                   .offset = rows.offset,
                                   .weights = rows.weights});
  expect_near(sparse.coefficients, plain.coefficients, 1e-6);
  const glm::Fit ridge = glm::fit({.model_matrix = rows.x,
                                   .response = rows.count,
                                   .model = glm::Poisson(),
                                   .l2_regularizer = 2.});
  expect_near(glm::fit_sparse({.model_matrix = rows.x,
                               .response = rows.count,
                               .model = glm::Poisson(),
                               .tolerance = 1e-14,
                               .l2_regularizer = 2.})
                  .coefficients,
              ridge.coefficients, 1e-6);
}

TEST(FitSparse, InterceptsHaveNoPenaltyAndScalesNoMeaning) {
  const MadeUp made = logistic_rows(200, 10);
  glm::FitSparseOptions options{.model_matrix = made.x,
                                .response = made.y,
                                .model = glm::Bernoulli(),
                                .tolerance = 1e-13,
                                .l1_regularizer = 1e6,
                                .add_intercept = true};
  const double rate = mean(made.y).item();
  const Array none = glm::fit_sparse(options).coefficients;
  EXPECT_NEAR(none[0].item(), std::log(rate / (1 - rate)), 1e-6);
  expect_near(none[{Slice(1, 11)}], zeros({10}), 0);
  options.l1_regularizer = 3;
  options.standardize = true;
  const Array scales = exp(linspace(-3., 3., 10));
  const Array b = glm::fit_sparse(options).coefficients;
  options.model_matrix = made.x * scales + 5.;
  const Array scaled = glm::fit_sparse(options).coefficients;
  expect_near(scaled[{Slice(1, 11)}] * scales, b[{Slice(1, 11)}], 1e-5);
}

TEST(FitSparse, BatchesAreFitsByThemselves) {
  const MadeUpRows rows;
  const Array responses = stack({rows.count, 1. + rows.success});
  const glm::Fit batch = glm::fit_sparse({.model_matrix = rows.x,
                                          .response = responses,
                                          .model = glm::Poisson(),
                                          .l1_regularizer = 2.});
  for (int m = 0; m < 2; ++m) {
    const glm::Fit one = glm::fit_sparse({.model_matrix = rows.x,
                                          .response = responses[m],
                                          .model = glm::Poisson(),
                                          .l1_regularizer = 2.});
    expect_near(batch.coefficients[m], one.coefficients, 1e-9);
  }
}

TEST(FitSparse, OneStepMinimisesTheQuadraticModel) {
  const MadeUpRows rows;
  const Array start = array({0.2, 0., -0.1, 0.});
  const glm::FitSparseStep step = glm::fit_sparse_one_step({.model_matrix = rows.x,
                                                            .response = rows.success,
                                                            .model = glm::Bernoulli(),
                                                            .model_coefficients_start = start,
                                                            .tolerance = 1e-20,
                                                            .l1_regularizer = 0.,
                                                            .l2_regularizer = 0.5});
  EXPECT_TRUE(step.is_converged);
  const auto [b, r] = glm::fit_one_step({.model_matrix = rows.x,
                                         .response = rows.success,
                                         .model = glm::Bernoulli(),
                                         .model_coefficients_start = start,
                                         .l2_regularizer = 0.5});
  expect_near(step.model_coefficients, b, 1e-8);
  EXPECT_GE(step.num_updates, 4);
}

TEST(FitSparse, NoStandardErrorsAfterSelection) {
  const MadeUpRows rows;
  const glm::Fit fit = glm::fit_sparse({.model_matrix = rows.x,
                                        .response = rows.success,
                                        .model = glm::Bernoulli(),
                                        .l1_regularizer = 0.5});
  EXPECT_EQ(
      message_of([&] { fit.standard_errors(); }),
      "standard_errors: the fit must be without l1_regularizer, got one of 0.5: the choice of "
      "columns depends on the responses, and errors that leave this out are too small; use "
      "glm::bootstrap");
  EXPECT_NE(fit.summary().find("no standard errors after an l1_regularizer"), std::string::npos);
}

TEST(FitSparse, Messages) {
  const MadeUpRows rows;
  glm::FitSparseOptions o{
      .model_matrix = rows.x, .response = rows.success, .model = glm::Bernoulli()};
  const auto message = [&] { return message_of([&] { glm::fit_sparse(o); }); };
  o.l1_regularizer = -1;
  EXPECT_EQ(message(), "glm::fit_sparse: l1_regularizer must be 0 or a positive number, got -1");
  o.l1_regularizer = 1;
  o.tolerance = 0;
  EXPECT_EQ(message(), "glm::fit_sparse: tolerance must be positive, got 0");
  o.tolerance = 1e-8;
  o.model = glm::NormalReciprocal();
  EXPECT_EQ(message(),
            "glm::fit_sparse: model_coefficients_start must give means that "
            "NormalReciprocal can have; coefficients of 0 do not");
  o.model = glm::Bernoulli();
  o.model_matrix = where(iota({40, 4}, 0) == 2, INFINITY, rows.x);
  EXPECT_EQ(message(), "glm::fit_sparse: model_matrix must be finite, got inf in row 2, column x0");
}

}  // namespace
}  // namespace aleator
