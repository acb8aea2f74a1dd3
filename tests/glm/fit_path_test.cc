// SPDX-License-Identifier: Apache-2.0
// Tests paths of penalties, cross-validation and the bootstrap against single fits and other
// programs' numbers.
#include "aleator/glm/fit_path.h"

#include "aleator/glm/bootstrap.h"

#include "tests/glm/support.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace testing;

struct MadeUp {
  Array x, y;
};
MadeUp rows_of(std::int64_t n, std::int64_t d, bool is_normal) {
  const Array x = random::normal(Key(21), {n, d});
  const Array b = where(arange(d) < 6, 1. - 0.3 * arange(d, float64), 0.);
  const Array r = matmul(x, b);
  if (is_normal) return {x, r + random::normal(Key(22), {n}) + 2.};
  return {x, where(random::logistic(Key(23), {n}) < r, 1., 0.)};
}

TEST(FitPath, EveryPenaltyIsAFitByItself) {
  for (const bool is_normal : {true, false}) {
    for (const std::int64_t d : {20, 1300}) {
      SCOPED_TRACE(::testing::Message() << is_normal << " " << d);
      const MadeUp made = rows_of(120, d, is_normal);
      const glm::ExponentialFamily model =
          is_normal ? glm::ExponentialFamily(glm::Normal()) : glm::Bernoulli();
      const glm::FitPath path = glm::fit_path({.model_matrix = made.x,
                                               .response = made.y,
                                               .model = model,
                                               .tolerance = 1e-10,
                                               .l1_ratio = 0.8,
                                               .num_penalties = 20,
                                               .smallest_ratio = 0.05,
                                               .add_intercept = true});
      EXPECT_TRUE(path.is_converged);
      const std::vector<double> l1 = path.l1_regularizers.values(),
                                nonzero = path.num_nonzero.values();
      EXPECT_EQ(nonzero[0], 0);
      EXPECT_GT(nonzero[1], 0);
      for (const std::size_t k : {std::size_t{3}, std::size_t{9}, l1.size() - 1}) {
        const glm::Fit one = glm::fit_sparse({.model_matrix = made.x,
                                              .response = made.y,
                                              .model = model,
                                              .tolerance = 1e-11,
                                              .l1_regularizer = l1[k],
                                              .l2_regularizer = l1[k] * 0.2 / 1.6,
                                              .add_intercept = true});
        expect_near(path.coefficients[static_cast<std::int64_t>(k)], one.coefficients, 1e-4);
        EXPECT_NEAR(path.deviance.values()[k], one.deviance.item(), 1e-4);
      }
    }
  }
}

TEST(FitPath, NumbersOfScikitLearn) {
  // sklearn 1.9.1: lasso_path(x, y, alphas=[0.5, 0.1, 0.02], tol=1e-15), where alpha = l1 / 40.
  const MadeUpRows rows;
  const glm::FitPath path = glm::fit_path({.model_matrix = rows.x,
                                           .response = rows.normal,
                                           .model = glm::Normal(),
                                           .tolerance = 1e-13,
                                           .l1_regularizers = array({20., 4., 0.8})});
  expect_near(path.coefficients,
              array({{0.5205370536678109, 0.06473740712119638, -1.033511259123837, 0.},
                     {0.9032528943627183, 0.8198444091816939, -1.7931008161508355, 0.},
                     {0.9797960625016998, 0.9708658095937933, -1.9450187275562365, 0.}}),
              1e-10);
}

/// Sums of squares are followed on the matrix of the columns. Responses that columns explain all
/// but a tiny part of leave no digits to the difference of large sums: rows are looked at again.
TEST(FitPath, SumsOfSquaresKeepTheirDigits) {
  const Array x = random::normal(Key(1), {400, 6}) + 3.;
  const Array b = array({2., -1., 0., 0.5, 0., 1.}), offset = random::normal(Key(2), {400});
  const Array penalties = exp(-arange(17, float64)) * 1e5;
  for (const double noise : {1., 1e-7}) {
    const Array y = matmul(x, b) + offset + noise * random::normal(Key(3), {400});
    const glm::FitPath path = glm::fit_path({.model_matrix = x,
                                             .response = y,
                                             .model = glm::Normal(),
                                             .tolerance = 1e-10,
                                             .l1_regularizers = penalties,
                                             .offset = offset});
    EXPECT_TRUE(path.is_converged);
    for (std::int64_t k = 0; k < penalties.dim(0); ++k) {
      const Array coefficients = path.coefficients[k];
      const Array error = y - offset - matmul(x, coefficients);
      const double squares = sum(square(error)).item(), l1 = penalties[k].item();
      EXPECT_NEAR(path.deviance[k].item(), squares, 1e-8 * squares) << noise << " " << k;
      const Array slope = matmul(transpose(x), error);
      const Array violation = where(coefficients == 0, maximum(abs(slope) - l1, 0.),
                                    abs(slope - l1 * sign(coefficients)));
      // A coordinate alone would gain violation^2 / (2 x'x), which the gap bounds.
      const double objective = 0.5 * squares + l1 * sum(abs(coefficients)).item();
      const double curvature = max(sum(square(x), {.axes = {0}})).item();
      EXPECT_LT(square(max(violation)).item(), 2 * curvature * 2e-10 * objective)
          << noise << " " << k;
    }
  }
}

TEST(FitPath, TheGridIsThatOfGlmnet) {
  const MadeUp made = rows_of(120, 20, true);
  const glm::FitPath path = glm::fit_path(
      {.model_matrix = made.x, .response = made.y, .model = glm::Normal(), .num_penalties = 50});
  const double largest = max(abs(matmul(transpose(made.x), made.y))).item();
  const std::vector<double> l1 = path.l1_regularizers.values();
  EXPECT_NEAR(l1[0], largest, 1e-9 * largest);
  EXPECT_NEAR(l1[1] / l1[0], std::pow(1e-4, 1. / 49), 1e-12);
  EXPECT_LT(l1.size(), 50u);  // nothing more is explained
  EXPECT_NE(path.summary().find("explained"), std::string::npos);
}

TEST(CrossValidate, RowsThatAreLeftOutDecide) {
  const MadeUp made = rows_of(60, 8, false);
  const Array folds = remainder(arange(60), 3);
  const Array l1 = array({12., 4., 1., 0.2});
  const glm::FitPathOptions options{.model_matrix = made.x,
                                    .response = made.y,
                                    .model = glm::Bernoulli(),
                                    .tolerance = 1e-11,
                                    .l1_regularizers = l1,
                                    .add_intercept = true};
  const glm::CrossValidation cv =
      glm::cross_validate({.path = options, .num_folds = 3, .folds = folds, .key = Key(1)});
  // The same by fits of the rows that are left, which are every third.
  Array sums = zeros({4});
  for (int f = 0; f < 3; ++f) {
    const Array kept = floor_divide(arange(40), 2) * 3 +
                       where(remainder(arange(40), 2) == 0, f == 0 ? 1 : 0, f == 2 ? 1 : 2);
    const Array left = arange(20) * 3 + f;
    for (std::int64_t k = 0; k < 4; ++k) {
      const glm::Fit fit = glm::fit_sparse({.model_matrix = made.x[kept],
                                            .response = made.y[kept],
                                            .model = glm::Bernoulli(),
                                            .tolerance = 1e-11,
                                            .l1_regularizer = l1[k].item() * 2 / 3,
                                            .add_intercept = true});
      const Array d =
          glm::Bernoulli().deviance(made.y[left], fit.predict_linear_response(made.x[left]));
      sums = sums + where(arange(4) == k, sum(d), 0.);
    }
  }
  expect_near(cv.mean_deviance, sums / 60., 1e-5);
  EXPECT_GE(cv.index_min, cv.index_1se);
  EXPECT_EQ(cv.l1_regularizer_min, l1[cv.index_min].item());
  EXPECT_NE(cv.summary().find("within one standard error"), std::string::npos);
}

TEST(CrossValidate, RandomFoldsAreOfOneSize) {
  const MadeUp made = rows_of(50, 5, true);
  const glm::CrossValidation cv =
      glm::cross_validate({.path = glm::FitPathOptions{.model_matrix = made.x,
                                                       .response = made.y,
                                                       .model = glm::Normal(),
                                                       .num_penalties = 10,
                                                       .add_intercept = true},
                           .num_folds = 10,
                           .key = Key(5)});
  for (int f = 0; f < 10; ++f) EXPECT_EQ(sum(cv.folds == f).item(), 5);
  EXPECT_GT(cv.index_min, 0);
}

TEST(Bootstrap, ErrorsAreNearThoseOfTheModel) {
  const MadeUp made = rows_of(400, 3, false);
  const glm::FitOptions options{
      .model_matrix = made.x, .response = made.y, .model = glm::Bernoulli()};
  const glm::BootstrapResult b = glm::bootstrap(options, {.num_replicates = 400, .key = Key(31)});
  EXPECT_EQ(b.num_converged, 400);
  EXPECT_EQ(b.coefficients.shape(), (Shape{400, 3}));
  // A standard deviation of 400 draws has a relative error of 3.5 %, and the two differ by terms of
  // order 1 / sqrt(400): 25 % is 5 of these together.
  const Array ratio = b.standard_errors / glm::fit(options).standard_errors();
  EXPECT_LT(max(abs(ratio - 1.)).item(), 0.25);
  const Array inside =
      logical_and(b.quantile(0.25) < b.quantile(0.5), b.quantile(0.5) < b.quantile(0.75));
  EXPECT_TRUE(all(inside).item<bool>());
}

TEST(Bootstrap, SelectionIsRepeated) {
  const MadeUp made = rows_of(100, 8, false);
  const glm::BootstrapResult b = glm::bootstrap(glm::FitSparseOptions{.model_matrix = made.x,
                                                                      .response = made.y,
                                                                      .model = glm::Bernoulli(),
                                                                      .l1_regularizer = 6.},
                                                {.num_replicates = 40, .key = Key(32)});
  const std::vector<double> selected = b.selected().values();
  EXPECT_GT(selected[0], 0.9);  // the largest coefficient
  EXPECT_LT(selected[7], 0.7);  // one that is 0
}

TEST(FitPath, Messages) {
  const MadeUp made = rows_of(30, 4, true);
  glm::FitPathOptions o{.model_matrix = made.x, .response = made.y, .model = glm::Normal()};
  const auto message = [&] { return message_of([&] { glm::fit_path(o); }); };
  o.l1_ratio = 0;
  EXPECT_EQ(message(), "glm::fit_path: l1_ratio must be in (0, 1], got 0");
  o.l1_ratio = 1;
  o.l1_regularizers = array({1., 2.});
  EXPECT_EQ(message(),
            "glm::fit_path: l1_regularizers must descend and be at least 0, got 2 at "
            "element 1");
  o.l1_regularizers = {};
  EXPECT_EQ(message_of([&] { glm::cross_validate({.path = o, .num_folds = 1, .key = Key(1)}); }),
            "glm::cross_validate: num_folds must be in 2..30, the number of rows, got 1");
  EXPECT_EQ(
      message_of([&] {
        glm::bootstrap(
            glm::FitOptions{.model_matrix = made.x, .response = made.y, .model = glm::Normal()},
            {.num_replicates = 1, .key = Key(1)});
      }),
      "glm::bootstrap: num_replicates must be at least 2, got 1");
}

}  // namespace
}  // namespace aleator
