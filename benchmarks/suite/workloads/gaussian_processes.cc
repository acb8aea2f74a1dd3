// SPDX-License-Identifier: Apache-2.0
// W19: the log likelihood of a Gaussian process with its gradient, by Cholesky's method.
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {
namespace {

/// Position: log lengthscale, log amplitude, log noise.
FlatLogProb log_likelihood(const Array& x, const Array& y) {
  const std::int64_t n = x.size();
  const Array squares = square(expand_dims(x, 1) - expand_dims(x, 0));
  eval(squares);
  return [=](const Array& q) {
    const Array covariance = exp(2. * q[1]) * exp(-0.5 * exp(-2. * q[0]) * squares);
    const Array factor = cholesky(covariance + exp(2. * q[2]) * eye(n));
    return -0.5 * sum(square(solve_triangular(factor, y))) - sum(log(diagonal(factor)));
  };
}

struct Sized {
  std::int64_t n;
  int num_calls;
  std::function<Array(const Array&)> gradient;
};

}  // namespace

Workload gaussian_processes(const Setup&) {
  Workload w;
  std::vector<Sized> sizes;
  for (const std::int64_t n : {100, 1000}) {
    const Array x = 10. * random::uniform(Key(1), {n});
    const Array y = sin(x) + 0.3 * random::normal(Key(2), {n});
    eval(x, y);
    w.data.push_back({text("x", n), x});
    w.data.push_back({text("y", n), y});
    const FlatLogProb f = log_likelihood(x, y);
    sizes.push_back(
        {n, n == 100 ? 100 : 3, jit([f](const Array& q) { return value_and_grad(f)(q).second; })});
  }
  w.run = [sizes](std::uint64_t) {
    const Array q = array({0.1, -0.2, -1.2});
    Outcome outcome;
    for (const Sized& s : sizes) {
      const auto n = static_cast<double>(s.n);
      // A factor, its inverse, and 40 operations an element.
      outcome.figures.push_back(call_figure(
          text("n = ", s.n), {.operations = n * n * n + 40 * n * n}, [&] { eval(s.gradient(q)); },
          s.num_calls));
      outcome.checks.push_back({text("gradient at n = ", s.n), sum(abs(s.gradient(q))).item()});
    }
    return outcome;
  };
  return w;
}

}  // namespace aleator::bench
