// SPDX-License-Identifier: Apache-2.0
// W11, W12, W13: fits of generalized linear models, with and without penalties, and paths of them.
#include <algorithm>
#include <cmath>
#include <string>

#include "benchmarks/suite/workloads.h"

namespace aleator::bench {
namespace {

struct Problem {
  std::string family;  // normal, logit, probit or poisson
  std::int64_t num_rows, num_columns;
  double l1 = 0, l2 = 0;
};

/// Half of the coefficients are 0, all but 20 where there are many; their length is sqrt(2).
Array made_coefficients(std::int64_t d) {
  const std::int64_t step = d > 1000 ? std::max<std::int64_t>(2, d / 20) : 2;
  const Array b =
      where(remainder(arange(d), step) == 0, 2. * random::uniform(Key(2), {d}) - 1., 0.);
  return b * std::sqrt(2.) / sqrt(sum(square(b)));
}

Array made_response(const Problem& p, const Array& r) {
  if (p.family == "poisson")
    return astype(distributions::Poisson({.log_rate = r}).sample(Key(3)), float64);
  if (p.family == "normal") return r + random::normal(Key(3), {p.num_rows});
  return where(random::logistic(Key(3), {p.num_rows}) < r, 1., 0.);
}

glm::ExponentialFamily family_of(const std::string& name) {
  if (name == "poisson") return glm::Poisson();
  if (name == "normal") return glm::Normal();
  if (name == "probit") return glm::BernoulliNormalCDF();
  return glm::Bernoulli();
}

/// Negative log likelihood, without what does not depend on the coefficients, and penalties.
double objective(const Problem& p, const Array& x, const Array& y, const Array& b) {
  const Array r = matmul(x, b);
  Array loss = softplus(r) - y * r;
  if (p.family == "poisson") loss = exp(r) - y * r;
  if (p.family == "normal") loss = 0.5 * square(y - r);
  if (p.family == "probit") loss = -log_ndtr((2. * y - 1.) * r);
  return (sum(loss) + p.l1 * sum(abs(b)) + p.l2 * sum(square(b))).item();
}

using Coefficients = std::function<Array(const Array& x, const Array& y)>;

/// The objective is computed once, before anything is timed.
Workload fitted(const Problem& p, const Work& work, const Coefficients& fit) {
  const Array x = random::normal(Key(1), {p.num_rows, p.num_columns});
  const Array y = made_response(p, matmul(x, made_coefficients(p.num_columns)));
  eval(x, y);
  const auto found = std::make_shared<double>(std::nan(""));
  const auto run = [=](std::uint64_t) {
    Array b;
    const double seconds = seconds_of([&] { eval(b = fit(x, y)); });
    if (std::isnan(*found)) *found = objective(p, x, y, b);
    return Outcome{.figures = {{.name = "fit",
                                .unit = "ms",
                                .value = 1e3 * seconds,
                                .limit = 1e3 * work.least_seconds()}},
                   .checks = {{"objective", *found}}};
  };
  return {.data = {{"x", x}, {"y", y}}, .run = run};
}

/// Steps of Newton's method: the upper half of a matrix of products, and one reading of the data.
Work newton_steps(const Problem& p, double num_steps) {
  const auto n = static_cast<double>(p.num_rows), d = static_cast<double>(p.num_columns);
  return {.operations = num_steps * n * (d * d + 4 * d + 40), .bytes = num_steps * 8 * n * d};
}

Workload scored(const Problem& p) {
  return fitted(p, newton_steps(p, 5), [p](const Array& x, const Array& y) {
    return glm::fit({.model_matrix = x, .response = y, .model = family_of(p.family)}).coefficients;
  });
}

Workload penalized(const Problem& p) {
  return fitted(p, newton_steps(p, 4), [p](const Array& x, const Array& y) {
    return glm::fit_sparse({.model_matrix = x,
                            .response = y,
                            .model = glm::Bernoulli(),
                            .tolerance = 1e-6,
                            .l1_regularizer = p.l1,
                            .l2_regularizer = p.l2})
        .coefficients;
  });
}

/// 100 penalties from the largest, at which all coefficients are 0, down to a hundredth of it: the
/// same for all programs. The data are read once a penalty at least.
Workload path(Problem p) {
  const Array x = random::normal(Key(1), {p.num_rows, p.num_columns});
  const Array y = made_response(p, matmul(x, made_coefficients(p.num_columns)));
  const Array centre = p.family == "logit" ? y - 0.5 : y;
  const Array penalties = max(abs(matmul(centre, x))) * exp(linspace(0., std::log(0.01), 100));
  eval(x, y, penalties);
  p.l1 = penalties[-1].item();
  const double size = 8. * static_cast<double>(p.num_rows * p.num_columns);
  Workload w = fitted(p, {.operations = 25 * size, .bytes = 100 * size},
                      [=](const Array& columns, const Array& response) -> Array {
                        return glm::fit_path({.model_matrix = columns,
                                              .response = response,
                                              .model = family_of(p.family),
                                              .tolerance = 1e-6,
                                              .l1_regularizers = penalties})
                            .coefficients[-1];
                      });
  w.data.push_back({"penalties", penalties});
  return w;
}

}  // namespace

Workload sparse_fit(const Setup&) {
  return penalized(
      {.family = "logit", .num_rows = 100'000, .num_columns = 100, .l1 = 0.5, .l2 = 1});
}
Workload sparser_fit(const Setup&) {
  return penalized(
      {.family = "logit", .num_rows = 100'000, .num_columns = 100, .l1 = 800, .l2 = 1});
}
Workload lasso_path(const Setup&) { return path({"normal", 1'000, 5'000}); }
Workload logistic_path(const Setup&) { return path({"logit", 1'000, 5'000}); }
Workload wide_lasso_path(const Setup&) { return path({"normal", 536, 17'322}); }
Workload logit_fit(const Setup&) { return scored({"logit", 100'000, 30}); }
Workload probit_fit(const Setup&) { return scored({"probit", 100'000, 30}); }
Workload poisson_fit(const Setup&) { return scored({"poisson", 100'000, 30}); }
Workload wide_logit_fit(const Setup&) { return scored({"logit", 100'000, 300}); }

}  // namespace aleator::bench
