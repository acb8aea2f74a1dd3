// SPDX-License-Identifier: Apache-2.0
// Generalized linear models: a table of counts with the numbers that R prints, logistic and probit
// regression that find the coefficients their rows were made with, and selection of columns.
#include <aleator/aleator.h>

#include <cmath>
#include <iostream>

#include "results/results.h"

using namespace aleator;

/// Dobson (1990), An Introduction to Generalized Linear Models, page 93: a randomized trial.
void counts_of_a_trial(example::Results& results) {
  const Array outcome = remainder(arange(9), 3), treatment = floor_divide(arange(9), 3);
  const auto is = [](const Array& group, int level) { return where(group == level, 1., 0.); };
  const Array x = stack({is(outcome, 1), is(outcome, 2), is(treatment, 1), is(treatment, 2)}, 1);
  const auto fit =
      glm::fit({.model_matrix = x,
                .response = array({18., 17., 15., 20., 10., 20., 25., 13., 12.}),
                .model = glm::Poisson(),
                .add_intercept = true,
                .column_names = {"outcome 2", "outcome 3", "treatment 2", "treatment 3"}});
  std::cout << fit << "\n";
  // help(glm) of R: coefficients 3.045, -0.4543, -0.2930, 0, 0; deviance 5.1291, AIC 56.76.
  const Array expected = array({3.044522, -0.454255, -0.292987, 0., 0.});
  results.add("coefficients", fit.coefficients);
  results.expect(fit.is_converged, "Dobson's counts converge");
  results.expect(max(abs(fit.coefficients - expected)).item() < 1e-5, "coefficients are R's");
  results.expect_near("deviance", fit.deviance.item(), 5.129141, 1e-6);
  results.expect_near("AIC", fit.aic().item(), 56.76132, 1e-5);
}

struct Rows {
  Array x, y, coefficients;
};
/// Half of the coefficients are 0; responses are 1 where x'b + noise is positive.
Rows make_rows(std::int64_t n, std::int64_t d, const Array& noise) {
  const Array x = random::normal(Key(43), {n, d});
  Array b = where(arange(d) < d / 2, 2. * random::uniform(Key(42), {d}) - 1., 0.);
  b = b * std::sqrt(2.) / sqrt(sum(square(b)));
  return {x, where(matmul(x, b) + noise > 0, 1., 0.), b};
}

/// That a fit is within five standard errors of the truth in all columns: false alarms in fewer
/// than one of 100,000 keys.
void expect_near(example::Results& results, const glm::Fit& fit, const Array& truth) {
  const Array z = (fit.coefficients - truth) / fit.standard_errors();
  std::cout << fit.model().to_string() << ": largest error " << max(abs(z)).item()
            << " standard errors, " << fit.num_iterations << " iterations\n";
  results.expect(fit.is_converged && max(abs(z)).item() < 5,
                 text(fit.model().to_string(), " finds the coefficients"));
}

/// The conditions of a minimum: the slope of the loss is -l1 sign(b), or smaller where b is 0.
void select_columns(example::Results& results, const Array& X, const Array& y) {
  auto fit = glm::fit_sparse({.model_matrix = X,
                              .response = y,
                              .model = glm::Bernoulli(),
                              .l1_regularizer = 0.5,
                              .l2_regularizer = 1.});
  const Array& b = fit.coefficients;
  const Array slope = matmul(transpose(X), sigmoid(fit.linear_response) - y) + 2. * b;
  const Array violation =
      max(where(b == 0, maximum(abs(slope) - 0.5, 0.), abs(slope + 0.5 * sign(b))));
  std::cout << "fit_sparse: violation " << violation << ", " << fit.num_iterations
            << " iterations\n";
  results.add("sparse coefficients", b);
  results.expect(fit.is_converged && violation.item() < 1e-2, "a minimum of the penalized loss");
}

/// Cross-validation finds all columns whose coefficients are not small.
void choose_a_penalty(example::Results& results, const Rows& rows) {
  auto cv = glm::cross_validate({.path = glm::FitPathOptions{.model_matrix = rows.x,
                                                             .response = rows.y,
                                                             .model = glm::Bernoulli(),
                                                             .num_penalties = 20},
                                 .num_folds = 5,
                                 .key = Key(45)});
  std::cout << "\n" << cv.summary();
  const Array chosen = cv.path.coefficients[cv.index_1se];
  results.expect(all(where(abs(rows.coefficients) > 0.1, chosen != 0, true)).item<bool>(),
                 "columns whose coefficients are not small are chosen");
}

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const std::int64_t n = 20'000, d = 20;
  const Rows logistic = make_rows(n, d, random::logistic(Key(44), {n}));
  const Rows probit = make_rows(n, d, random::normal(Key(44), {n}));
  const auto fit_of = [](const Rows& rows, const glm::ExponentialFamily& model) {
    return glm::fit({.model_matrix = rows.x, .response = rows.y, .model = model});
  };
  counts_of_a_trial(results);
  expect_near(results, fit_of(logistic, glm::Bernoulli()), logistic.coefficients);
  expect_near(results, fit_of(probit, glm::BernoulliNormalCDF()), probit.coefficients);
  select_columns(results, logistic.x, logistic.y);
  choose_a_penalty(results, logistic);
  return results.finish();
}
