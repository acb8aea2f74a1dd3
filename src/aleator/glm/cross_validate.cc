// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/sort.h"
#include "aleator/base/text.h"
#include "aleator/glm/fit_path.h"
#include "aleator/glm/table.h"
#include "aleator/random/random.h"

#include <cmath>

namespace aleator::glm {
namespace {

constexpr const char* kWho = "glm::cross_validate";
std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

/// A fold for every row: as many rows in each as can be, in random order.
Array folds_of(const CrossValidateOptions& o, std::int64_t num_rows) {
  if (o.num_folds < 2 || o.num_folds > num_rows) {
    throw ValueError(text(kWho, ": num_folds must be in 2..", num_rows,
                          ", the number of rows, got ", o.num_folds));
  }
  if (!o.folds) {
    const Array rank = argsort(argsort(random::uniform(o.key, {num_rows})));
    return astype(remainder(rank, o.num_folds), int64);
  }
  const bool fits = o.folds->shape() == Shape{num_rows} && !is_floating(o.folds->dtype());
  if (!fits || !all(logical_and(*o.folds >= 0, *o.folds < o.num_folds)).item<bool>()) {
    throw ValueError(text(kWho, ": folds must be an integer from 0 to ", o.num_folds - 1,
                          " for each of the ", num_rows, " rows"));
  }
  return *o.folds;
}

/// Deviances of rows at every penalty of a path, [row, penalty].
Array deviances(const FitPathOptions& o, const FitPath& path, const Array& is_left_out) {
  const std::int64_t num_penalties = path.l1_regularizers.size();
  const bool has_intercept = o.add_intercept;
  Arrays columns;
  for (std::int64_t k = 0; k < num_penalties; ++k) {
    const Array b = path.coefficients[k];
    const Array slopes = has_intercept ? slice_axis(b, 0, 1, b.size()) : b;
    Array r = compute_predicted_linear_response(o.model_matrix, slopes, o.offset);
    if (has_intercept) r = r + b[0];
    columns.push_back(where(is_left_out, o.model.rules().unit_deviance(o.response, r), 0.));
  }
  return stack(columns, 1);
}

/// Mean deviances of one fold, [penalty], and the weight of its rows.
struct FoldResult {
  Array mean;
  double weight = 0;
};

FoldResult leave_out(const FitPathOptions& whole, const FitPath& path, const Array& is_left_out) {
  const Array weights =
      broadcast_to(as_floating(whole.weights.value_or(Array(1.))), is_left_out.shape());
  const Array kept = where(is_left_out, 0., weights);
  const double total = sum(weights).item(), weight = total - sum(kept).item();
  if (!(weight > 0 && weight < total)) {
    throw ValueError(text(kWho,
                          ": every fold must have rows of positive weight, and not all of "
                          "them; use fewer num_folds"));
  }
  FitPathOptions o = whole;
  o.weights = kept;
  o.l1_regularizers = path.l1_regularizers * ((total - weight) / total);
  const FitPath fold = fit_path(o);
  const Array d = deviances(o, fold, is_left_out) * expand_dims(weights, 1);
  Array mean = sum(d, {.axes = {0}}) / weight;
  eval(mean);
  return {mean, weight};
}

void choose(CrossValidation& result) {
  const std::vector<double> mean = result.mean_deviance.values(),
                            error = result.standard_error.values(),
                            l1 = result.path.l1_regularizers.values();
  std::size_t best = 0;
  for (std::size_t k = 1; k < mean.size(); ++k) {
    if (mean[k] < mean[best]) best = k;
  }
  std::size_t simplest = best;
  for (std::size_t k = best; k-- > 0;) {
    if (mean[k] <= mean[best] + error[best]) simplest = k;
  }
  result.index_min = static_cast<std::int64_t>(best);
  result.index_1se = static_cast<std::int64_t>(simplest);
  result.l1_regularizer_min = l1[best];
  result.l1_regularizer_1se = l1[simplest];
}

}  // namespace

CrossValidation cross_validate(const CrossValidateOptions& o) {
  if (!o.path.model.rules().has_deviance()) {
    throw ValueError(text(kWho, ": the model must have a deviance; give it a deviance_fn"));
  }
  CrossValidation result;
  result.path = fit_path(o.path);
  result.folds = folds_of(o, o.path.response.size());
  const std::int64_t num_penalties = result.path.l1_regularizers.size();
  Array total = zeros({num_penalties}), squares = zeros({num_penalties});
  double weight = 0;
  for (std::int64_t fold = 0; fold < o.num_folds; ++fold) {
    const FoldResult left = leave_out(o.path, result.path, result.folds == fold);
    total = total + left.weight * left.mean;
    squares = squares + left.weight * square(left.mean);
    weight += left.weight;
  }
  result.mean_deviance = total / weight;
  const Array spread = maximum(squares / weight - square(result.mean_deviance), 0.);
  result.standard_error = sqrt(spread / static_cast<double>(o.num_folds - 1));
  eval(result.mean_deviance, result.standard_error, result.folds);
  choose(result);
  return result;
}

std::string CrossValidation::summary() const {
  Table table = {{"penalty", "l1_regularizer", "nonzero", "mean deviance", "std. error", ""}};
  const std::vector<double> l1 = path.l1_regularizers.values(), mean = mean_deviance.values(),
                            error = standard_error.values(), nonzero = path.num_nonzero.values();
  const auto add = [&](std::int64_t penalty, const char* meaning) {
    const std::size_t k = index(penalty);
    table.push_back({text(penalty), formatted("%.6g", l1[k]),
                     text(static_cast<std::int64_t>(nonzero[k])), formatted("%.6g", mean[k]),
                     formatted("%.6g", error[k]), meaning});
  };
  add(index_1se, "within one standard error of the least");
  add(index_min, "the least mean deviance");
  return aligned(table);
}

}  // namespace aleator::glm
