// SPDX-License-Identifier: Apache-2.0
// Defines what a fit says beyond its coefficients.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/text.h"
#include "aleator/glm/details.h"
#include "aleator/glm/factor.h"
#include "aleator/glm/row_rules.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aleator::glm {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

/// One number per member, of the batch's shape.
Array by_member(const Problem& p, const std::vector<double>& values) {
  return astype(array(values, p.batch_shape), p.dtype);
}

Array rows_array(const FitDetails& d) {
  return array(d.result.linear_response, Shape{d.problem.num_members, d.problem.num_rows});
}

std::vector<double> num_used_rows(const Problem& p) {
  return sum(where(p.weights > 0, 1., 0.), {.axes = {1}}).values();
}

double rank_of(const FitDetails& d, std::size_t member) {
  return static_cast<double>(d.problem.num_columns) -
         static_cast<double>(d.result.members[member].dropped.size());
}

std::vector<double> dispersions(const FitDetails& d) {
  const Problem& p = d.problem;
  if (p.dispersion) return std::vector<double>(index(p.num_members), *p.dispersion);
  std::vector<double> result = RowRules(p).pearson(rows_array(d));
  const std::vector<double> used = num_used_rows(p);
  for (std::size_t m = 0; m < result.size(); ++m) {
    const double df = used[m] - rank_of(d, m);
    result[m] = df > 0 ? result[m] / df : kNaN;
  }
  return result;
}

/// From the covariance of fitted coefficients to that of the given columns'.
void change_columns(const Columns& columns, std::int64_t size, double* covariance) {
  std::vector<double> line(index(size));
  for (std::int64_t j = 0; j < size; ++j) columns.to_given(covariance + j * size);
  for (std::int64_t k = 0; k < size; ++k) {
    for (std::int64_t j = 0; j < size; ++j) line[index(j)] = covariance[j * size + k];
    columns.to_given(line.data());
    for (std::int64_t j = 0; j < size; ++j) covariance[j * size + k] = line[index(j)];
  }
}

std::vector<double> covariance_of(const FitDetails& d, const RowValues& rows, std::int64_t m) {
  const Problem& p = d.problem;
  const std::int64_t n = p.num_columns;
  std::vector<double> gram(index(n * n), 0.);
  const double* weight = rows.weight.data<double>() + m * p.num_rows;
  p.design(m).add_sums({weight, nullptr, nullptr, gram.data()});
  const bool is_by_rows = p.num_rows * n <= 20'000 || !d.result.members[index(m)].dropped.empty();
  return factor_information({&p.design(m), weight, &d.penalties, gram.data()}, is_by_rows)
      .inverse(n);
}

/// The deviance of the model that has an intercept only, or nothing.
std::vector<double> null_deviances(const Problem& p) {
  Problem null = p;
  null.columns = {};
  null.num_columns = 1;
  null.columns.names = {"(Intercept)"};
  const double value = p.intercept ? 1. : 0.;
  null.designs = {dense_design(full({p.num_rows, 1}, value).buffer().dense(), 0, p.num_rows, 1)};
  ScoringOptions options;
  if (!p.intercept) {
    options.start.assign(index(p.num_members), 0.);
    options.max_iterations = 0;
  }
  const ScoringResult result = score_models(null, options);
  std::vector<double> deviances;
  for (const MemberResult& member : result.members) deviances.push_back(member.deviance);
  return deviances;
}

}  // namespace

Array Fit::null_deviance() const {
  const Problem& p = details().problem;
  if (!p.model.rules().has_deviance()) return full(p.batch_shape, kNaN);
  return by_member(p, null_deviances(p));
}

Array Fit::dispersion() const { return by_member(details().problem, dispersions(details())); }

bool Fit::is_dispersion_known() const { return details().problem.dispersion.has_value(); }

Array Fit::df_residual() const {
  std::vector<double> df = num_used_rows(details().problem);
  for (std::size_t m = 0; m < df.size(); ++m) df[m] -= rank_of(details(), m);
  return by_member(details().problem, df);
}

Array Fit::df_null() const {
  std::vector<double> df = num_used_rows(details().problem);
  for (double& value : df) value -= details().problem.intercept ? 1 : 0;
  return by_member(details().problem, df);
}

Array Fit::aic() const {
  const FitDetails& d = details();
  const Problem& p = d.problem;
  const FamilyRules& rules = p.model.rules();
  if (!rules.has_likelihood()) return full(p.batch_shape, kNaN);
  Array dispersion = full({p.num_members, 1}, p.known_dispersion());
  if (!p.dispersion) {
    const Array count = rules.is_weight_a_count() ? p.weights : where(p.weights > 0, 1., 0.);
    std::vector<double> deviances;
    for (const MemberResult& member : d.result.members) deviances.push_back(member.deviance);
    dispersion = reshape(array(deviances) / sum(count, {.axes = {1}}), {p.num_members, 1});
  }
  const Array terms = rules.weighted_log_prob(p.response, rows_array(d), p.weights, dispersion);
  std::vector<double> result = sum(where(p.weights > 0, terms, 0.), {.axes = {1}}).values();
  for (std::size_t m = 0; m < result.size(); ++m)
    result[m] = -2 * result[m] + 2 * (rank_of(d, m) + (p.dispersion ? 0 : 1));
  return by_member(p, result);
}

Array Fit::covariance() const {
  const FitDetails& d = details();
  const Problem& p = d.problem;
  if (d.l1_regularizer > 0) {
    throw ValueError(text("standard_errors: the fit must be without l1_regularizer, got one of ",
                          d.l1_regularizer,
                          ": the choice of columns depends on the responses, and ",
                          "errors that leave this out are too small; use glm::bootstrap"));
  }
  const RowValues rows = RowRules(p)(rows_array(d).buffer().dense());
  const std::vector<double> phi = dispersions(d);
  std::vector<double> result;
  for (std::int64_t m = 0; m < p.num_members; ++m) {
    std::vector<double> inverse = covariance_of(d, rows, m);
    for (double& value : inverse) value *= phi[index(m)];
    change_columns(p.columns, p.num_columns, inverse.data());
    result.insert(result.end(), inverse.begin(), inverse.end());
  }
  const Shape shape = p.batch_shape + Shape{p.num_columns, p.num_columns};
  return astype(array(result, shape), p.dtype);
}

Array Fit::standard_errors() const { return sqrt(diagonal(covariance())); }

Array Fit::test_statistics() const { return coefficients / standard_errors(); }

Array Fit::p_values() const {
  const Array t = abs(test_statistics());
  if (is_dispersion_known()) return 2. * ndtr(-t);
  // P(|T| > t) of Student's t with df degrees of freedom.
  const Array df = expand_dims(df_residual(), -1);
  return betainc(0.5 * df, full({}, 0.5), df / (df + square(t)));
}

Array Fit::mean() const { return details().problem.model(linear_response).mean; }

Array Fit::predict_linear_response(const ModelMatrix& x, const std::optional<Array>& offset) const {
  const Columns& columns = details().problem.columns;
  if (!columns.has_added_intercept)
    return compute_predicted_linear_response(x, coefficients, offset);
  const Array intercept = coefficients[Indices{Ellipsis, Slice(0, 1)}];
  const Array slopes = slice_axis(coefficients, -1, 1, coefficients.dim(-1));
  return compute_predicted_linear_response(x, slopes, offset) + intercept;
}

Array Fit::predict(const ModelMatrix& x, const std::optional<Array>& offset) const {
  return details().problem.model(predict_linear_response(x, offset)).mean;
}

}  // namespace aleator::glm
