// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/least_squares.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/decomposition.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/optimize/choose.h"
#include "aleator/optimize/objective.h"
#include "aleator/transforms/transforms.h"

#include <limits>

namespace aleator::optimize {
namespace {

constexpr const char* kWho = "least_squares_minimize";
constexpr double kMostDamping = 1e30;
// Where the way turns more, relative to the move, the linear model says little.
constexpr double kMostBend = 0.75 / 2;

struct State {
  Array position, residuals, jacobian;
  Array scale;            ///< the largest lengths so far of the Jacobian's columns
  Array damping, growth;  ///< growth: of the damping after the next rejection
  Array converged, failed, num_iterations;
};

Array length_of_columns(const Array& jacobian) {
  return sqrt(sum(square(jacobian), {.axes = {0}}));
}

Array length(const Array& x) { return sqrt(sum(square(x))); }

Array is_all_finite(const Array& x) { return all(is_finite(x)); }

/// Whether the residuals are orthogonal to the Jacobian's columns, or are 0.
Array is_stationary(const Array& residuals, const Array& jacobian, double tolerance) {
  const Array products = abs(matmul(transpose(jacobian), residuals));
  return all(products <= tolerance * length_of_columns(jacobian) * length(residuals));
}

class Problem {
 public:
  Problem(const ResidualsFn& f, const Array& position, const LeastSquaresOptions& options)
      : options_(options), dtype_(position.dtype()) {
    f_ = [f, dtype = dtype_](const Array& x) { return astype(as_floating(f(x)), dtype); };
  }

  State init(const Array& position) const {
    const Array residuals = f_(position);
    if (residuals.rank() != 1 || residuals.size() < position.size()) {
      throw ShapeError(text(kWho,
                            ": residuals_fn must return a vector of at least as many numbers "
                            "as the position has, ",
                            position.size(), ", got shape ", residuals.shape()));
    }
    const Array matrix = jacobian(f_)(position), lengths = length_of_columns(matrix);
    const Array is_usable = logical_and(is_all_finite(residuals), is_all_finite(matrix));
    const Array is_done = is_stationary(residuals, matrix, options_.tolerance);
    return {.position = position,
            .residuals = residuals,
            .jacobian = matrix,
            .scale = where(lengths > 0., lengths, 1.),
            .damping = astype(options_.initial_damping, dtype_),
            .growth = astype(2., dtype_),
            .converged = logical_and(is_usable, is_done),
            .failed = logical_not(is_usable),
            .num_iterations = zeros({}, int64)};
  }

  Array goes_on(const State& s) const {
    return logical_and(logical_not(logical_or(s.converged, s.failed)),
                       s.num_iterations < options_.max_iterations);
  }

  State step(const State& s) const {
    const auto [move, bend] = damped_move(s);
    const Array position = s.position + move + 0.5 * bend;
    const Array residuals = f_(position);
    const Array predicted =
        0.5 * sum(square(matmul(s.jacobian, move))) + s.damping * sum(square(s.scale * move));
    const Array is_straight =
        length(s.scale * bend) <= kMostBend * length(s.scale * move);  // false for NaN
    // (|r|^2 - |r'|^2) / 2 without the loss of digits.
    const Array actual = 0.5 * dot(s.residuals - residuals, s.residuals + residuals);
    const Array is_better =
        logical_and(logical_and(is_all_finite(residuals), actual > 0.), is_straight);
    State next = choose(is_better, moved(s, position, residuals, actual / predicted), rejected(s));
    const Array total = sum(square(s.residuals));
    const Array is_small =
        length(s.scale * move) <= options_.x_tolerance * length(s.scale * s.position);
    const Array has_settled = logical_and(
        is_better, logical_and(2. * actual <= options_.f_relative_tolerance * total,
                               2. * predicted <= options_.f_relative_tolerance * total));
    next.converged = logical_or(logical_or(is_small, has_settled),
                                is_stationary(next.residuals, next.jacobian, options_.tolerance));
    next.failed = logical_and(logical_not(next.converged), next.damping > kMostDamping);
    next.num_iterations = s.num_iterations + 1;
    return next;
  }

 private:
  struct Move {
    Array move, bend;
  };
  /// The m of the least sum of |r + J m|^2 + damping |D m|^2, and the same for the second
  /// derivative of r along m in place of r: how the way of such m turns.
  Move damped_move(const State& s) const {
    const Array damped = diagonal_matrix(sqrt(s.damping) * s.scale);
    const auto factors = qr(concatenate({s.jacobian, damped}, 0));
    const auto solution = [&](const Array& residuals) {
      const Array padded = concatenate({residuals, zeros_like(s.position)});
      return solve_triangular(factors.r, -matmul(transpose(factors.q), padded),
                              {.is_lower = false});
    };
    const Array move = solution(s.residuals);
    const auto slope = [&](const Array& x) { return jvp(f_, x, move).second; };
    return {move, solution(jvp(slope, s.position, move).second)};
  }
  State moved(const State& s, const Array& position, const Array& residuals,
              const Array& gain) const {
    State next = s;
    next.position = position;
    next.residuals = residuals;
    next.jacobian = jacobian(f_)(position);
    next.scale = maximum(s.scale, length_of_columns(next.jacobian));
    const Array part = 2. * minimum(gain, 1.) - 1.;
    next.damping = s.damping * maximum(1. / 3., 1. - part * part * part);
    next.growth = full({}, astype(2., dtype_));
    return next;
  }
  static State rejected(const State& s) {
    State next = s;
    next.damping = s.damping * s.growth;
    next.growth = 2. * s.growth;
    return next;
  }

  LeastSquaresOptions options_;
  Dtype dtype_;
  ResidualsFn f_;
};

Array standard_errors(const State& s) {
  const Array r = qr(s.jacobian).r;
  const std::int64_t m = s.residuals.size(), d = s.position.size();
  const Array inverse = solve_triangular(r, eye(d, d, 0, r.dtype()), {.is_lower = false});
  const Array variance = sum(square(s.residuals)) / static_cast<double>(m - d);
  const Array errors = sqrt(variance * sum(square(inverse), {.axes = {1}}));
  return where(is_finite(errors), errors, std::numeric_limits<double>::quiet_NaN());
}

void check(const LeastSquaresOptions& o) {
  const bool has_tolerances = o.tolerance >= 0 && o.x_tolerance >= 0 && o.f_relative_tolerance >= 0;
  if (!has_tolerances || o.max_iterations < 0) {
    throw ValueError(text(kWho, ": tolerances and max_iterations must not be negative, got ",
                          o.tolerance, ", ", o.x_tolerance, ", ", o.f_relative_tolerance, " and ",
                          o.max_iterations));
  }
  if (!(o.initial_damping > 0))
    throw ValueError(text(kWho, ": initial_damping must be positive, got ", o.initial_damping));
}

}  // namespace

LeastSquaresResults least_squares_minimize(const ResidualsFn& residuals_fn,
                                           const Array& initial_position,
                                           const LeastSquaresOptions& options) {
  check(options);
  const Array position = stop_gradient(checked_position(kWho, initial_position));
  const Problem problem(residuals_fn, position, options);
  const State last =
      while_loop([&](const State& s) { return problem.goes_on(s); },
                 [&](const State& s) { return problem.step(s); }, problem.init(position));
  return stop_gradients(LeastSquaresResults{.converged = last.converged,
                                            .failed = last.failed,
                                            .num_iterations = last.num_iterations,
                                            .position = last.position,
                                            .residual_sum_of_squares = sum(square(last.residuals)),
                                            .residuals = last.residuals,
                                            .jacobian = last.jacobian,
                                            .standard_errors = standard_errors(last)});
}

}  // namespace aleator::optimize
