// SPDX-License-Identifier: Apache-2.0
// W21: L-BFGS with ten pairs, on Rosenbrock's function of 1,000 coordinates and on logistic
// regression: what an evaluation costs, and what of it is the minimizer's own work.
#include "benchmarks/micro/data.h"
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {
namespace {

constexpr std::int64_t kCoordinates = 1000, kRows = 1000, kColumns = 50;
using Loss = std::function<Array(const Array&)>;

Array rosenbrock(const Array& x) {
  const Array head = slice_axis(x, 0, 0, kCoordinates - 1),
              tail = slice_axis(x, 0, 1, kCoordinates);
  return sum(100. * square(tail - square(head)) + square(1. - head));
}

/// Seconds of so many evaluations alone, in a loop that moves the position.
double seconds_of_evaluations(const Loss& loss, const Array& start, std::int64_t num) {
  const auto slope = value_and_grad(loss);
  const auto run = jit([&](const Array& x) {
    return fori_loop(
        0, num,
        [&](const Array&, const Array& at) {
          const auto [value, gradient] = slope(at);  // both, as a minimizer needs them
          return at - 1e-12 * (gradient + 1e-12 * value);
        },
        x);
  });
  eval(run(start));  // compiles
  return seconds_of([&] { eval(run(start)); });
}

void add(Outcome& outcome, const std::string& name, const Loss& loss, const Array& start) {
  const auto run = jit([&](const Array& x) {
    return optimize::lbfgs_minimize(value_and_grad(loss), x,
                                    {.tolerance = 1e-5, .max_iterations = 10'000});
  });
  auto found = run(start);
  eval(found.position);  // compiles
  const double seconds = seconds_of([&] {
    found = run(start);
    eval(found.position);
  });
  const std::int64_t num = found.num_objective_evaluations.item<std::int64_t>();
  const double each = 1e6 * seconds / static_cast<double>(num);
  const double alone = 1e6 * seconds_of_evaluations(loss, start, num) / static_cast<double>(num);
  outcome.figures.push_back({.name = name + " evaluation", .unit = "us", .value = each});
  outcome.figures.push_back({.name = name + " overhead", .unit = "us", .value = each - alone});
  // From 1, so that what is nearly 0 agrees.
  outcome.checks.emplace_back(name, 1. + found.objective_value.item());
}

}  // namespace

Workload minimizers(const Setup&) {
  const Array x = reshape(array(normal_numbers(kRows * kColumns, 1)), {kRows, kColumns});
  const Array y =
      astype(matmul(x, array(normal_numbers(kColumns, 2))) + array(normal_numbers(kRows, 3)) > 0.,
             float64);
  eval(x, y);
  const Array start =
      where(arange(kCoordinates) - 2 * floor_divide(arange(kCoordinates), 2) == 0, -1.2, 1.);
  const auto logistic = [=](const Array& b) {
    return sum(softplus(matmul(x, b))) - dot(y, matmul(x, b)) + 0.5 * dot(b, b);
  };
  const auto run = [=](std::uint64_t) {
    Outcome outcome;
    add(outcome, "Rosenbrock", rosenbrock, start);
    add(outcome, "logistic", logistic, zeros({kColumns}));
    return outcome;
  };
  return {.data = {{"x", x}, {"y", y}, {"start", start}}, .run = run};
}

}  // namespace aleator::bench
