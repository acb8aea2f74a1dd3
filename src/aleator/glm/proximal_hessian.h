// SPDX-License-Identifier: Apache-2.0
// Declares the minimization of one model's deviance with l1 and l2 penalties: Newton steps with
// the expected information, whose penalised quadratic models are minimised by coordinate descent.
#pragma once

#include "aleator/glm/coordinate_descent.h"
#include "aleator/glm/problem.h"
#include "aleator/glm/quadratic_form.h"
#include "aleator/glm/row_sweep.h"

#include <memory>
#include <vector>

namespace aleator::glm {

/// In units of the dispersion, by fitted column: l1[j] |b[j]| + l2[j] b[j]^2 / 2.
struct Penalties {
  std::vector<double> l1, l2;
};

struct SolverOptions {
  double tolerance = 1e-8;  ///< of the duality gap, relative to the objective
  std::int64_t max_iterations = 100;
  std::int64_t max_sweeps = 1000;  ///< of coordinate descent in an iteration
  double learning_rate = 1;
};

struct SolverResult {
  bool is_converged = false;
  std::int64_t num_iterations = 0;
  double objective = 0;  ///< deviance / 2 + penalties
  double gap = 0;        ///< the objective is at most this above the minimum, if it is convex
};

/// A model on a path: coefficients stay from one penalty to the next.
class PenalizedSolver {
 public:
  /// A problem of one member, which must live longer than this.
  explicit PenalizedSolver(const Problem& problem);

  void start_at(const std::vector<double>& coefficients);
  /// Where a solver of every `stride`-th row ended, whose matrix serves for one step.
  void start_near(const PenalizedSolver& few, double stride);
  /// Columns to begin with, besides those that are not 0: they are found otherwise.
  void suggest(const std::vector<std::int64_t>& columns) { suggested_ = columns; }
  SolverResult solve(const Penalties& penalties, const SolverOptions& options);

  const std::vector<double>& coefficients() const { return coefficients_; }
  const Buffer& linear_response();
  double deviance() const { return deviance_; }
  /// -X' score: of half the deviance, at the coefficients. Valid after solve.
  const std::vector<double>& gradient() const { return gradient_; }
  void update_gradient();

 private:
  /// A proposal for the coefficients of working_ columns.
  struct Step {
    std::vector<double> change;
    double slope = 0;  ///< of the objective along it, penalties' kinks included: at most 0
  };
  double objective() const { return 0.5 * deviance() + penalty(coefficients_); }
  double scale() const;
  double penalty(const std::vector<double>& b) const;
  void move_to(const std::vector<double>& b);
  bool move_by_form(const std::vector<double>& b);
  void evaluate_rows(bool is_on_the_way = true);
  void sum_rows();
  bool needs_gram() const;
  void choose_columns();
  void keep_gram();
  void update_gram();
  Step propose();
  bool take(const Step& step);
  double duality_gap() const;
  bool improve(SolverResult& result);

  const Problem& problem_;
  Ref<const Design> design_;
  RowRules rules_;
  bool is_whole_;  ///< whether all columns are worked on at once
  Penalties penalties_;
  SolverOptions options_;
  double start_objective_ = 0, last_slope_ = 0;
  double deviance_ = 0;
  bool has_started_ = false;      ///< coefficients other than 0 may come
  bool is_gradient_new_ = false;  ///< gradient_ is of the coefficients
  bool are_rows_new_ = false;     ///< so are linear_response_ and values_
  std::vector<double> coefficients_, gradient_;
  std::unique_ptr<const RowSweep> sweep_;  ///< in place of rules_ where it is possible
  std::vector<double> swept_gradient_;     ///< X' score of the rows; empty: not summed yet
  bool is_gram_borrowed_ = false;          ///< gram_ is that of other rows
  bool is_gram_swept_ = false;             ///< the lower triangle of gram_ is that of the rows
  Buffer linear_response_, offset_;
  RowValues values_;
  QuadraticForm half_deviance_;  ///< of a quadratic family, once its matrix is known
  std::vector<std::int64_t> suggested_;
  std::vector<std::int64_t> working_;       ///< columns that are worked on
  std::vector<std::int64_t> gram_columns_;  ///< those of gram_, which is both triangles
  std::vector<double> gram_, gram_weights_;
  std::vector<double> spare_gram_;  ///< room for the next one
  KeptFactor kept_factor_;          ///< of gram_ and these penalties
};

}  // namespace aleator::glm
