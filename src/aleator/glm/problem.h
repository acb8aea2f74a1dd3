// SPDX-License-Identifier: Apache-2.0
// Defines Problem: what a model is fitted to, checked and in the form that algorithms read.
#pragma once

#include "aleator/array/array.h"
#include "aleator/glm/design.h"
#include "aleator/glm/family.h"
#include "aleator/glm/model_matrix.h"

#include <optional>
#include <string>
#include <vector>

namespace aleator::glm {

/// What all fits are given; see FitOptions for the meaning.
struct Observations {
  const char* who;
  ModelMatrix model_matrix;
  Array response;
  ExponentialFamily model;
  std::optional<Array> weights, offset, dispersion;
  bool add_intercept = false, standardize = false;
  std::vector<std::string> column_names = {};
};

/// How the columns that are fitted come from those that were given: an intercept in front, and
/// (x - center) / scale of the others.
struct Columns {
  bool has_added_intercept = false, is_standardized = false;
  std::vector<double> centers = {}, scales = {};  ///< of the given columns; empty: 0 and 1
  std::vector<std::string> names = {};            ///< of the fitted columns

  std::size_t first() const { return has_added_intercept ? 1 : 0; }
  /// From coefficients of the fitted columns to those of the given ones, in place, and back.
  void to_given(double* coefficients) const;
  void from_given(double* coefficients) const;
};

/// Members are independent models; rows of member m are elements [m, ...] of the arrays.
struct Problem {
  Problem(const char* who, const ExponentialFamily& model) : who(who), model(model) {}

  const char* who;
  ExponentialFamily model;
  std::vector<Ref<const Design>> designs = {};  ///< one for all members, or one for each
  std::int64_t num_members = 1, num_rows = 0, num_columns = 0;
  std::int64_t sweep_rows = 0;  ///< rows of a block of a sweep; 0: as many as suit
  Shape batch_shape = {};
  Dtype dtype = float64;             ///< of results
  Array response, weights, offset;   ///< [member, row], float64
  std::optional<double> dispersion;  ///< if it is known
  Columns columns = {};
  std::optional<std::int64_t> intercept = {};  ///< a fitted column that is constant
  bool has_offset = false;

  const Design& design(std::int64_t member) const {
    return *designs[designs.size() == 1 ? 0 : static_cast<std::size_t>(member)];
  }
  double known_dispersion() const { return dispersion.value_or(1.); }
};

/// Throws what a person has to know about arguments that do not fit: who, what is required, what
/// was given, where.
Problem make_problem(const Observations& observations);

/// Values of shape batch + [size], as [member, size]; `name` is the argument's.
std::vector<double> member_values(const Problem& problem, const char* name, const Array& values,
                                  std::int64_t size);
/// The inverse: batch + [size].
Array member_array(const Problem& problem, const std::vector<double>& values, std::int64_t size);

/// Sums over the rows are not finite: says which element of the model matrix is the reason.
[[noreturn]] void fail_not_finite(const Problem& problem, std::int64_t member);

}  // namespace aleator::glm
