// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/pathfinder.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/optimize/choose.h"
#include "aleator/optimize/inverse_hessian.h"
#include "aleator/optimize/lbfgs_step.h"
#include "aleator/random/random.h"
#include "aleator/transforms/transforms.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::optimize {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// N(location, C C').
struct Approximation {
  Array location;
  InverseHessianFactor factor;
};

struct Draws {
  Array positions, log_densities;  // [n, d], [n]
};

/// location + C z for every row z, and the log density there.
Draws transform(const Approximation& normal, const Array& standard) {
  const auto one = [&](const Array& z) {
    const double log_constant =
        0.5 * std::log(2 * std::numbers::pi) * static_cast<double>(z.size());
    return std::pair(normal.location + normal.factor.multiply(z),
                     -0.5 * sum(square(z)) - log_constant - normal.factor.log_determinant);
  };
  const auto [positions, log_densities] = vmap(one)(standard);
  return {positions, log_densities};
}

/// The way so far.
struct Path {
  LbfgsResults optimizer;  // of the negative log density
  Array diagonal;          // H_0 at the present point
  Approximation best;
  Array elbo;
  Array is_done;
};

struct Problem {
  Objective log_prob, negative;
  LbfgsOptions optimizer;
  Array standard;  // [num_elbo_draws, d]
};

Array log_probs(const Objective& log_prob, const Array& positions) {
  return vmap([&](const Array& x) { return log_prob(x)[0]; })(positions);
}

/// The approximation at the present point of the way: one Newton step with the estimated H.
Approximation approximate(const Path& path) {
  const LbfgsResults& at = path.optimizer;
  const InverseHessianFactor factor =
      factor_inverse_hessian({at.position_deltas, at.gradient_deltas}, path.diagonal);
  const Array newton = factor.multiply(factor.multiply_transposed(at.objective_gradient));
  return {at.position - newton, factor};
}

Array estimate_elbo(const Problem& problem, const Approximation& normal) {
  const Draws draws = transform(normal, problem.standard);
  const Array elbo = mean(log_probs(problem.log_prob, draws.positions) - draws.log_densities);
  // +inf, a pole of the density, is no success either.
  return where(is_finite(elbo), elbo, -kInfinity);
}

/// Judges the present point, then moves on.
Path advance(const Problem& problem, const Path& path) {
  const Approximation normal = approximate(path);
  const Array elbo = estimate_elbo(problem, normal);
  const Array is_better = elbo > path.elbo;
  const LbfgsResults next = lbfgs_step(problem.negative, path.optimizer, problem.optimizer);
  const Array moved = next.position - path.optimizer.position;
  const Array changed = next.objective_gradient - path.optimizer.objective_gradient;
  const Array diagonal = where(has_curvature(moved, changed),
                               next_diagonal(path.diagonal, moved, changed), path.diagonal);
  return {.optimizer = next,
          .diagonal = diagonal,
          .best = choose(is_better, normal, path.best),
          .elbo = where(is_better, elbo, path.elbo),
          .is_done = logical_not(lbfgs_goes_on(path.optimizer, problem.optimizer))};
}

Path follow(const Problem& problem, const Array& position) {
  const LbfgsResults start = lbfgs_init(problem.negative, position, problem.optimizer);
  const Array unit = ones_like(position);
  const InverseHessianFactor none{.initial = unit,
                                  .left = start.position_deltas,
                                  .right = start.position_deltas,
                                  .log_determinant = zeros({}, position.dtype())};
  const Path path{.optimizer = start,
                  .diagonal = unit,
                  .best = {position, none},
                  .elbo = full({}, astype(-kInfinity, position.dtype())),
                  .is_done = start.failed};
  return while_loop([](const Path& p) { return logical_not(p.is_done); },
                    [&](const Path& p) { return advance(problem, p); }, path);
}

void check(const PathfinderOptions& options) {
  if (options.num_elbo_draws >= 1 && options.num_draws >= 1) return;
  throw ValueError(text("pathfinder: num_elbo_draws and num_draws must be at least 1, got ",
                        options.num_elbo_draws, " and ", options.num_draws));
}

PathfinderResults results_of(const Problem& problem, const Path& path, const Array& standard,
                             const Array& start) {
  const Array has_succeeded = path.elbo > -kInfinity;
  const Draws draws = transform(path.best, standard);
  const Array positions = where(has_succeeded, draws.positions, start);
  const Array log_densities = where(has_succeeded, draws.log_densities, -kInfinity);
  const Array targets = log_probs(problem.log_prob, positions);
  const bool is_one = standard.dim(0) == 1;
  const auto drop = [&](const Array& x) { return is_one ? squeeze(x, 0) : x; };
  const PathfinderResults results{.position = drop(positions),
                                  .log_density = drop(log_densities),
                                  .target_log_prob = drop(targets),
                                  .elbo = path.elbo,
                                  .location = path.best.location,
                                  .inverse_metric = path.best.factor.diagonal(),
                                  .num_gradients = path.optimizer.num_objective_evaluations,
                                  .has_succeeded = has_succeeded};
  return stop_gradients(results);
}

}  // namespace

PathfinderResults pathfinder(const TargetFn& log_prob, const Array& initial_position,
                             const Key& key, const PathfinderOptions& options) {
  const char* who = "pathfinder";
  check(options);
  const Array position = stop_gradient(checked_position(who, initial_position));
  const LbfgsOptions optimizer{.num_correction_pairs = options.num_correction_pairs,
                               .tolerance = options.tolerance,
                               .f_relative_tolerance = options.f_relative_tolerance,
                               .max_iterations = options.max_iterations};
  check_lbfgs(who, optimizer, position);
  const auto [elbo_key, draw_key] = split<2>(key);
  const auto normal = [&](const Key& k, int num) {
    return random::normal(k, Shape{num, position.size()}, position.dtype());
  };
  const Objective objective(
      who, [&](const Array& x) { return Arrays{log_prob(x)}; }, position);
  const Objective negative(
      who, [&](const Array& x) { return Arrays{-log_prob(x)}; }, position);
  const Problem problem{objective, negative.with_gradient(), optimizer,
                        normal(elbo_key, options.num_elbo_draws)};
  return results_of(problem, follow(problem, position), normal(draw_key, options.num_draws),
                    position);
}

}  // namespace aleator::optimize
