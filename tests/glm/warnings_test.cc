// SPDX-License-Identifier: Apache-2.0
// Tests what is said of fits that are not what they seem, and the messages for wrong arguments.
#include <limits>

#include "tests/glm/support.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace testing;
using Kind = glm::FitWarning::Kind;

const double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(FitWarnings, CompleteSeparationIsNamed) {
  const Array x = stack({ones({8}), arange(8, float64)}, 1);
  const glm::Fit fit = glm::fit({.model_matrix = x,
                                 .response = array({0., 0., 0., 0., 1., 1., 1., 1.}),
                                 .model = glm::Bernoulli(),
                                 .column_names = {"one", "dose"}});
  EXPECT_FALSE(fit.is_converged);
  ASSERT_EQ(fit.warnings.size(), 1u);
  EXPECT_EQ(fit.warnings[0].kind, Kind::separation);
  EXPECT_NE(fit.warnings[0].message.find("complete separation: a combination of the columns one "
                                         "and dose predicts all responses exactly"),
            std::string::npos)
      << fit.warnings[0].message;
  EXPECT_NE(fit.summary().find("warning: complete separation"), std::string::npos);
}

TEST(FitWarnings, QuasiCompleteSeparationIsNamed) {
  // Everybody in the second group responds; the first has both.
  const Array group = array({0., 0., 0., 0., 1., 1., 1.});
  for (const glm::ExponentialFamily& family : {glm::ExponentialFamily(glm::Bernoulli()),
                                               glm::ExponentialFamily(glm::BernoulliNormalCDF())}) {
    const glm::Fit fit = glm::fit({.model_matrix = stack({ones({7}), group}, 1),
                                   .response = array({0., 1., 0., 1., 1., 1., 1.}),
                                   .model = family});
    EXPECT_FALSE(fit.is_converged);
    ASSERT_EQ(fit.warnings.size(), 1u) << family.to_string();
    EXPECT_NE(
        fit.warnings[0].message.find("quasi-complete separation: a combination of the columns "
                                     "x1 predicts some"),
        std::string::npos)
        << fit.warnings[0].message;
  }
}

TEST(FitWarnings, CountsAreSeparatedByGroupsOfZeros) {
  const Array group = array({0., 0., 0., 1., 1., 1.});
  const Array x = stack({ones({6}), group}, 1), y = array({3., 1., 4., 0., 0., 0.});
  const glm::Fit fit = glm::fit({.model_matrix = x, .response = y, .model = glm::Poisson()});
  ASSERT_EQ(fit.warnings.size(), 1u);
  EXPECT_EQ(fit.warnings[0].kind, Kind::separation);
  // With a penalty there is a maximum.
  const glm::Fit ridge =
      glm::fit({.model_matrix = x, .response = y, .model = glm::Poisson(), .l2_regularizer = 0.1});
  EXPECT_TRUE(ridge.is_converged && ridge.warnings.empty());
  EXPECT_NE(ridge.summary().find("conditional on the penalty"), std::string::npos);
}

TEST(FitWarnings, DependentColumnsAreNamedAndLeftOut) {
  const MadeUpRows rows;
  const Array x = stack({rows.x1, rows.x2, rows.x1 - 2. * rows.x2, rows.x3}, 1);
  const glm::Fit fit = glm::fit({.model_matrix = x,
                                 .response = rows.count,
                                 .model = glm::Poisson(),
                                 .add_intercept = true,
                                 .column_names = {"a", "b", "c", "d"}});
  EXPECT_TRUE(fit.is_converged);
  ASSERT_EQ(fit.warnings.size(), 1u);
  EXPECT_EQ(fit.warnings[0].kind, Kind::rank_deficiency);
  EXPECT_NE(fit.warnings[0].message.find("the columns c are"), std::string::npos);
  const glm::Fit without =
      glm::fit({.model_matrix = rows.x, .response = rows.count, .model = glm::Poisson()});
  expect_near(fit.linear_response, without.linear_response, 1e-9);
  EXPECT_EQ(fit.coefficients.values()[3], 0.);
  EXPECT_TRUE(std::isnan(fit.standard_errors().values()[3]));
  EXPECT_NEAR(fit.standard_errors().values()[4], without.standard_errors().values()[3], 1e-9);
  EXPECT_EQ(fit.df_residual().item(), 36);
}

TEST(FitWarnings, ManyRowsFindDependentColumnsToo) {
  const Array a = random::normal(Key(3), {4000}), b = random::normal(Key(4), {4000});
  const Array noise = random::normal(Key(5), {4000});
  const glm::Fit fit =
      glm::fit({.model_matrix = stack({a, b, a + b, noise, a - 3. * noise, b * 1e-6, a * b}, 1),
                .response = a + noise,
                .model = glm::Normal()});
  ASSERT_EQ(fit.warnings.size(), 1u);
  EXPECT_NE(fit.warnings[0].message.find("x2, x4 and x5"), std::string::npos)
      << fit.warnings[0].message;
}

TEST(FitWarnings, TooFewIterationsAreNamed) {
  const MadeUpRows rows;
  const glm::Fit fit = glm::fit({.model_matrix = rows.x,
                                 .response = rows.count,
                                 .model = glm::Poisson(),
                                 .max_iterations = 2});
  EXPECT_FALSE(fit.is_converged);
  ASSERT_EQ(fit.warnings.size(), 1u);
  EXPECT_EQ(fit.warnings[0].message,
            "not converged after 2 iterations; use more max_iterations, or another start");
}

TEST(FitWarnings, StepsThatOvershootAreHalved) {
  // From 0 the first step of a log link goes to exp(1000).
  const Array x = stack({ones({5}), arange(5, float64)}, 1);
  const Array y = array({1000., 900., 1200., 800., 1100.});
  const glm::Fit far = glm::fit({.model_matrix = x,
                                 .response = y,
                                 .model = glm::GammaExp(),
                                 .model_coefficients_start = zeros({2})});
  const glm::Fit near = glm::fit({.model_matrix = x, .response = y, .model = glm::GammaExp()});
  EXPECT_TRUE(far.is_converged);
  expect_near(far.coefficients, near.coefficients, 1e-8);
}

std::string message(glm::FitOptions options) {
  return message_of([&] { glm::fit(options); });
}

glm::FitOptions options(const MadeUpRows& rows) {
  return {.model_matrix = rows.x, .response = rows.count, .model = glm::Poisson()};
}

TEST(FitMessages, ResponsesOutsideTheFamily) {
  const MadeUpRows rows;
  glm::FitOptions o = options(rows);
  o.response = where(arange(40) == 7, -2., rows.count);
  EXPECT_EQ(message(o),
            "glm::fit: response must be 0 or a positive number for Poisson, got -2 in row 7");
  o.model = glm::Bernoulli();
  o.response = where(arange(40) == 3, 2., rows.success);
  EXPECT_EQ(message(o),
            "glm::fit: response must be 0, 1 or a proportion between them for "
            "Bernoulli, got 2 in row 3");
  o.response = where(arange(40) == 3, kNaN, rows.success);
  EXPECT_EQ(message(o),
            "glm::fit: response must be 0, 1 or a proportion between them for "
            "Bernoulli, got nan in row 3");
  o.model = glm::Binomial({.total_count = 4.});
  o.response = where(arange(40) == 0, 2.5, rows.success);
  EXPECT_EQ(message(o),
            "glm::fit: response must be a whole number from 0 to total_count for "
            "Binomial, got 2.5 in row 0");
}

TEST(FitMessages, ModelMatrices) {
  const MadeUpRows rows;
  glm::FitOptions o = options(rows);
  o.model_matrix = where(iota({40, 4}, 0) * 4 + iota({40, 4}, 1) == 22, kNaN, rows.x);
  EXPECT_EQ(message(o), "glm::fit: model_matrix must be finite, got nan in row 5, column x2");
  o.model_matrix = rows.x1;
  EXPECT_EQ(message(o),
            "glm::fit: model_matrix must be numbers of shape [..., row, column], got "
            "float64[40]");
  o.model_matrix = rows.x[{Slice(0, 30)}];
  EXPECT_EQ(message(o),
            "glm::fit: response must have one number for each of the 30 rows of "
            "model_matrix, got shape [40]");
  o.model_matrix = rows.x;
  o.add_intercept = true;
  EXPECT_EQ(message(o),
            "glm::fit: add_intercept must be false, or model_matrix without a constant "
            "column; column x0 is constant: remove it");
}

TEST(FitMessages, OtherArguments) {
  const MadeUpRows rows;
  glm::FitOptions o = options(rows);
  o.weights = where(arange(40) == 2, -1., ones({40}));
  EXPECT_EQ(message(o), "glm::fit: weights must be 0 or a positive number, got -1 in row 2");
  o = options(rows);
  o.offset = zeros({39});
  EXPECT_EQ(message(o),
            "glm::fit: offset must have one number for each of the 40 rows of "
            "model_matrix, got shape [39]");
  o = options(rows);
  o.l2_regularizer = -1;
  EXPECT_EQ(message(o), "glm::fit: l2_regularizer must be 0 or a positive number, got -1");
  o = options(rows);
  o.column_names = {"a"};
  EXPECT_EQ(message(o),
            "glm::fit: column_names must have one name for each of the 4 columns of "
            "model_matrix, got 1");
  o = options(rows);
  o.model_coefficients_start = zeros({3});
  EXPECT_EQ(message(o),
            "glm::fit: model_coefficients_start must have 4 numbers along its last "
            "axis, got shape [3]");
  EXPECT_EQ(message_of([] {
              glm::NegativeBinomial({.total_count = array({1., 0.})});
            }),
            "NegativeBinomial: parameter 'total_count' must be positive, got 0 at row 1");
  EXPECT_EQ(message_of([] { glm::GammaExp({.concentration = -1.}); }),
            "GammaExp: parameter 'concentration' must be positive, got -1");
}

TEST(FitMessages, TheTableIsThatOfR) {
  const Array x = array({1., 2., 3., 4., 5., 6.}), y = array({2., 3., 6., 7., 8., 9.});
  const glm::Fit fit = glm::fit({.model_matrix = reshape(x, {6, 1}),
                                 .response = y,
                                 .model = glm::Poisson(),
                                 .add_intercept = true,
                                 .column_names = {"time"}});
  // The numbers of summary(glm(y ~ x, family = poisson)) of R 4.2.2.
  EXPECT_EQ(fit.summary(),
            "Poisson, log link: 6 rows, 2 columns\n"
            "an intercept was added; columns were not standardized\n"
            "\n"
            "             estimate  std. error  z value  Pr(>|z|)\n"
            "(Intercept)  0.756784    0.475668    1.591     0.112\n"
            "time         0.260047    0.105147    2.473    0.0134  *\n"
            "stars: *** p < 0.001, ** < 0.01, * < 0.05, . < 0.1\n"
            "\n"
            "dispersion 1 (known)\n"
            "null deviance     7.47802 on 5 degrees of freedom\n"
            "residual deviance 0.980339 on 4 degrees of freedom\n"
            "AIC 26.0426\n"
            "4 iterations of Fisher scoring, converged\n");
}

}  // namespace
}  // namespace aleator
