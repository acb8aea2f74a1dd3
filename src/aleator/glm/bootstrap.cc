// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/bootstrap.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/glm/details.h"
#include "aleator/random/random.h"

#include <algorithm>
#include <cmath>

namespace aleator::glm {
namespace {

constexpr const char* kWho = "glm::bootstrap";
std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

/// How often each row is drawn, [replicate, row].
Array counts_of(const Key& key, std::int64_t num_replicates, std::int64_t num_rows) {
  const std::vector<std::int64_t> rows =
      random::randint(key, {num_replicates, num_rows}, 0, num_rows).values<std::int64_t>();
  std::vector<double> counts(rows.size(), 0.);
  for (std::size_t e = 0; e < rows.size(); ++e)
    ++counts[e / index(num_rows) * index(num_rows) + index(rows[e])];
  return array(counts, Shape{num_replicates, num_rows});
}

/// Replicates that are fitted together: their rows should not need more memory than a large design.
constexpr std::int64_t kRowsAtOnce = 1'000'000;

template <class Options, class FitFunction>
BootstrapResult replicate(const Options& given, const BootstrapOptions& o,
                          const FitFunction& fit_function) {
  if (given.response.rank() != 1 || (given.weights && given.weights->rank() > 1)) {
    throw ShapeError(
        text(kWho, ": response must have one axis, got shape ", given.response.shape()));
  }
  if (o.num_replicates < 2) {
    throw ValueError(text(kWho, ": num_replicates must be at least 2, got ", o.num_replicates));
  }
  const std::int64_t num_rows = given.response.size();
  const std::int64_t step = std::clamp<std::int64_t>(
      kRowsAtOnce / std::max<std::int64_t>(num_rows, 1), 1, o.num_replicates);
  BootstrapResult result;
  Arrays parts;
  for (std::int64_t first = 0; first < o.num_replicates; first += step) {
    const std::int64_t num = std::min(step, o.num_replicates - first);
    Options options = given;
    options.weights =
        counts_of(fold_in(o.key, first), num, num_rows) * given.weights.value_or(Array(1.));
    const Fit fit = fit_function(options);
    for (const MemberResult& member : fit.details().result.members)
      result.num_converged += member.is_converged ? 1 : 0;
    parts.push_back(fit.coefficients);
    result.column_names = fit.column_names();
  }
  result.coefficients = concatenate(parts);
  result.standard_errors = stddev(result.coefficients, {.axes = {0}}, 1);
  eval(result.coefficients, result.standard_errors);
  return result;
}

}  // namespace

BootstrapResult bootstrap(const FitOptions& options, const BootstrapOptions& bootstrap_options) {
  return replicate(options, bootstrap_options, [](const FitOptions& o) { return fit(o); });
}

BootstrapResult bootstrap(const FitSparseOptions& options,
                          const BootstrapOptions& bootstrap_options) {
  return replicate(options, bootstrap_options,
                   [](const FitSparseOptions& o) { return fit_sparse(o); });
}

Array BootstrapResult::quantile(double probability) const {
  if (!(probability >= 0 && probability <= 1)) {
    throw ValueError(text(kWho, ": a probability must be in [0, 1], got ", probability));
  }
  const std::int64_t num = coefficients.dim(0);
  const std::vector<double> all = transpose(coefficients).values();
  std::vector<double> result;
  for (std::int64_t j = 0; j < coefficients.dim(1); ++j) {
    std::vector<double> column(all.begin() + j * num, all.begin() + (j + 1) * num);
    std::sort(column.begin(), column.end());
    const double position = probability * static_cast<double>(num - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, column.size() - 1);
    const double part = position - static_cast<double>(below);
    result.push_back(column[below] + part * (column[above] - column[below]));
  }
  return array(result);
}

Array BootstrapResult::selected() const {
  return mean(where(coefficients == 0, 0., 1.), {.axes = {0}});
}

}  // namespace aleator::glm
