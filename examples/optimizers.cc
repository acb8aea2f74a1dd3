// SPDX-License-Identifier: Apache-2.0
// Minimizers side by side: a smooth function from many starts at once, one that is not smooth, a
// curve fitted to data with standard errors, and a model trained on minibatches.
#include <aleator/aleator.h>

#include <cstdio>

#include "results/results.h"

using namespace aleator;

namespace {

void row(example::Results& results, const char* what, const Array& iterations, const Array& error) {
  const double worst = max(error).item();
  std::printf("%-44s %10.0f %12.2g\n", what, max(iterations).item(), worst);
  results.add(what, worst);
}

Array rosenbrock(const Array& x) { return 100. * square(x[1] - square(x[0])) + square(1. - x[0]); }

/// Smooth, one minimum at (1, 1): eight starts in one call.
void smooth(example::Results& results) {
  const Array starts = 4. * random::uniform(Key(1), {8, 2}) - 2.;
  const auto slope = value_and_grad(rosenbrock);
  const auto error = [](const Array& x) { return max(abs(x - 1.)); };
  const auto bfgs = vmap([&](const Array& x) {
    return optimize::bfgs_minimize(slope, x, {.max_iterations = 200});
  })(starts);
  const auto lbfgs = vmap([&](const Array& x) {
    return optimize::lbfgs_minimize(slope, x, {.max_iterations = 200});
  })(starts);
  const auto gradients = vmap([&](const Array& x) {
    return optimize::conjugate_gradient_minimize(slope, x, {.max_iterations = 1000});
  })(starts);
  const auto newton =
      vmap([&](const Array& x) { return optimize::trust_region_minimize(rosenbrock, x); })(starts);
  row(results, "BFGS", bfgs.num_iterations, error(bfgs.position));
  row(results, "L-BFGS", lbfgs.num_iterations, error(lbfgs.position));
  row(results, "conjugate gradients", gradients.num_iterations, error(gradients.position));
  row(results, "Newton in a trust region", newton.num_iterations, error(newton.position));
  for (const Array& x : {bfgs.position, lbfgs.position, gradients.position, newton.position})
    results.expect(error(x).item() < 1e-6, "a minimum of Rosenbrock's function");
}

/// |x - 1| + 2 |y + 3| has no derivative where it is least.
void not_smooth(example::Results& results) {
  const auto f = [](const Array& x) { return abs(x[0] - 1.) + 2. * abs(x[1] + 3.); };
  const Array exact = array({1., -3.});
  const auto simplex = optimize::nelder_mead_minimize(f, zeros({2}));
  const auto evolution = optimize::differential_evolution_minimize(
      f, {.initial_position = zeros({2}), .max_iterations = 300, .key = Key(2)});
  row(results, "Nelder-Mead", simplex.num_iterations, abs(simplex.position - exact));
  row(results, "differential evolution", evolution.num_iterations, abs(evolution.position - exact));
  results.expect(max(abs(simplex.position - exact)).item() < 1e-5, "Nelder-Mead");
  results.expect(max(abs(evolution.position - exact)).item() < 1e-5, "differential evolution");
}

/// NIST's Misra1a: y = b1 (1 - exp(-b2 x)), certified.
void curve(example::Results& results) {
  const Array x = array({77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8,
                         593.1, 689.1, 760.0});
  const Array y = array({10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05,
                         61.01, 66.40, 75.47, 81.78});
  const auto fit = optimize::least_squares_minimize(
      [&](const Array& b) { return y - b[0] * (1. - exp(-b[1] * x)); }, array({500., 1e-4}));
  const Array exact = array({238.94212918, 5.5015643181e-4});
  const Array errors = array({2.7070075241, 7.2668688436e-6});
  row(results, "least squares, relative", fit.num_iterations, abs(fit.position / exact - 1.));
  results.expect(max(abs(fit.position / exact - 1.)).item() < 1e-8, "coefficients of Misra1a");
  results.expect(max(abs(fit.standard_errors / errors - 1.)).item() < 1e-6,
                 "standard errors of Misra1a");
}

/// Logistic regression by Adam on rows drawn inside of the compiled loop, against its optimum.
void minibatches(example::Results& results) {
  const Array x = random::normal(Key(3), {2000, 3}), truth = array({1., -2., 0.5});
  const Array y = distributions::Bernoulli({.logits = matmul(x, truth)}).sample(Key(4));
  const auto loss = [&](const Array& w, const Array& rows, const Array& labels) {
    return -mean(distributions::Bernoulli({.logits = matmul(rows, w)}).log_prob(labels));
  };
  const auto exact = optimize::lbfgs_minimize(
      value_and_grad([&](const Array& w) { return loss(w, x, y); }), zeros({3}));
  const Variable w(zeros({3}), "weights");
  const auto training = optimize::minimize(
      [&](Array rows, Array labels) { return loss(w, rows, labels); },
      {.num_steps = 4000,
       .optimizer = optimize::Adam({.learning_rate = optimize::CosineDecay({0.05, 4000})}),
       .data = {x, y},
       .batch_size = 100,
       .key = Key(5)});
  row(results, "Adam on rows of 100", Array(training.num_steps), abs(w.value() - exact.position));
  results.expect(max(abs(w.value() - exact.position)).item() < 0.02, "weights by Adam");
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  std::printf("%-44s %10s %12s\n", "minimizer", "iterations", "error");
  smooth(results);
  not_smooth(results);
  curve(results);
  minibatches(results);
  return results.finish();
}
