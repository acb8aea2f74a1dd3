// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/fit_path.h"

#include "aleator/array/buffer.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/glm/member_problem.h"
#include "aleator/glm/option_checks.h"
#include "aleator/glm/table.h"

#include <algorithm>
#include <cmath>

namespace aleator::glm {
namespace {

constexpr const char* kWho = "glm::fit_path";
constexpr OptionChecks kChecks(kWho);
std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

void check(const FitPathOptions& o) {
  kChecks.positive("tolerance", o.tolerance);
  kChecks.fraction("l1_ratio", o.l1_ratio);
  kChecks.count("num_penalties", o.num_penalties, 2);
  kChecks.count("max_iterations", o.max_iterations);
  if (o.smallest_ratio)
    kChecks.number("smallest_ratio", *o.smallest_ratio,
                   *o.smallest_ratio > 0 && *o.smallest_ratio < 1, "in (0, 1)");
}

Problem problem_of(const FitPathOptions& o) {
  Problem problem = make_problem(observations_of(kWho, o));
  if (problem.batch_shape.rank() > 0) {
    throw ShapeError(text(kWho, ": response must have one axis, got batch axes ",
                          problem.batch_shape, "; fit one path after the other"));
  }
  return problem;
}

std::vector<double> given_penalties(const Array& given) {
  const std::vector<double> values = given.values();
  if (given.rank() != 1 || values.empty()) {
    throw ShapeError(text(kWho, ": l1_regularizers must be a vector, got shape ", given.shape()));
  }
  for (std::size_t k = 0; k < values.size(); ++k) {
    const bool descends = k == 0 || values[k] <= values[k - 1];
    if (descends && values[k] >= 0 && std::isfinite(values[k])) continue;
    throw ValueError(text(kWho, ": l1_regularizers must descend and be at least 0, got ", values[k],
                          " at element ", k));
  }
  return values;
}

class Path {
 public:
  Path(const Problem& problem, const FitPathOptions& options)
      : problem_(problem), options_(options), solver_(problem) {}

  FitPath run() {
    start();
    const std::vector<double> l1 =
        options_.l1_regularizers ? given_penalties(*options_.l1_regularizers) : grid();
    for (const double penalty : l1) {
      add(penalty);
      if (!options_.l1_regularizers && is_explained()) break;
    }
    return result();
  }

 private:
  /// The model without slopes: an intercept, or nothing.
  void start() {
    solver_.update_gradient();
    if (problem_.columns.has_added_intercept) solve(1e3 * least_for_zeros(), 0);
    null_deviance_ = solver_.deviance();
    largest_ = least_for_zeros();
    previous_ = largest_;
  }

  /// The least l1_regularizer at which no slope leaves 0.
  double least_for_zeros() const {
    double largest = 0;
    for (std::size_t j = problem_.columns.first(); j < solver_.gradient().size(); ++j)
      largest = std::max(largest, std::abs(solver_.gradient()[j]));
    return largest / problem_.known_dispersion();
  }

  std::vector<double> grid() const {
    if (!(largest_ > 0)) {
      throw ValueError(text(kWho,
                            ": a penalty must matter, got a response that no column of "
                            "model_matrix has to do with; give l1_regularizers"));
    }
    const double smallest =
        options_.smallest_ratio.value_or(problem_.num_rows > problem_.num_columns ? 1e-4 : 1e-2);
    std::vector<double> result;
    for (std::int64_t k = 0; k < options_.num_penalties; ++k)
      result.push_back(largest_ *
                       std::pow(smallest, static_cast<double>(k) /
                                              static_cast<double>(options_.num_penalties - 1)));
    return result;
  }

  void solve(double l1, double l2) {
    const SolverResult found =
        solver_.solve(penalties_of(problem_, l1, l2),
                      {.tolerance = options_.tolerance, .max_iterations = options_.max_iterations});
    path_.num_iterations += found.num_iterations;
    is_converged_ = is_converged_ && found.is_converged;
  }

  /// The sequential strong rule says which columns may leave 0 (Tibshirani et al. 2012, Strong
  /// rules for discarding predictors in lasso-type problems); the solver finds what it misses.
  void add(double l1) {
    const double bound = (2 * l1 - previous_) * problem_.known_dispersion();
    std::vector<std::int64_t> strong;
    for (std::size_t j = 0; j < solver_.gradient().size(); ++j) {
      if (std::abs(solver_.gradient()[j]) > bound) strong.push_back(static_cast<std::int64_t>(j));
    }
    if (strong.size() <= 2 * index(problem_.num_rows)) solver_.suggest(strong);
    const double l2 = l1 * (1 - options_.l1_ratio) / (2 * options_.l1_ratio);
    solve(l1, l2);
    previous_ = l1;
    l1_.push_back(l1);
    l2_.push_back(l2);
    std::vector<double> b = solver_.coefficients();
    num_nonzero_.push_back(static_cast<std::int64_t>(b.size()) -
                           std::count(b.begin(), b.end(), 0.) -
                           static_cast<std::int64_t>(problem_.columns.first()));
    problem_.columns.to_given(b.data());
    coefficients_.insert(coefficients_.end(), b.begin(), b.end());
    deviance_.push_back(solver_.deviance());
  }

  bool is_explained() const {
    const double now = 1 - deviance_.back() / null_deviance_;
    if (now > 0.999) return true;
    if (deviance_.size() < 5) return false;
    const double before = 1 - deviance_[deviance_.size() - 2] / null_deviance_;
    return now - before < 1e-5 * now;
  }

  FitPath result() {
    const auto size = static_cast<std::int64_t>(l1_.size());
    path_.l1_regularizers = array(l1_);
    path_.l2_regularizers = array(l2_);
    path_.coefficients = array(coefficients_, Shape{size, problem_.num_columns});
    path_.deviance = array(deviance_);
    path_.num_nonzero = array(num_nonzero_);
    path_.null_deviance = null_deviance_;
    path_.is_converged = is_converged_;
    path_.column_names = problem_.columns.names;
    return path_;
  }

  const Problem& problem_;
  const FitPathOptions& options_;
  PenalizedSolver solver_;
  double null_deviance_ = 0, largest_ = 0, previous_ = 0;
  bool is_converged_ = true;
  std::vector<double> l1_, l2_, coefficients_, deviance_;
  std::vector<std::int64_t> num_nonzero_;
  FitPath path_;
};

}  // namespace

FitPath fit_path(const FitPathOptions& options) {
  check(options);
  const Problem problem = problem_of(options);
  return Path(problem, options).run();
}

std::string FitPath::summary() const {
  Table table = {{"penalty", "l1_regularizer", "nonzero", "explained"}};
  const std::vector<double> l1 = l1_regularizers.values(), d = deviance.values(),
                            nonzero = num_nonzero.values();
  for (std::size_t k = 0; k < l1.size(); ++k) {
    table.push_back({text(k), formatted("%.6g", l1[k]), text(static_cast<std::int64_t>(nonzero[k])),
                     formatted("%.2f %%", 100 * (1 - d[k] / null_deviance))});
  }
  return aligned(table) + (is_converged ? ""
                                        : "warning: not all penalties have converged; use more "
                                          "max_iterations\n");
}

}  // namespace aleator::glm
