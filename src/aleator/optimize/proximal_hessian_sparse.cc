// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/proximal_hessian_sparse.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/index.h"
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

constexpr const char* kWho = "proximal_hessian_sparse_minimize";
// Halvings of a step before the model is taken to be wrong.
constexpr int kMaxHalvings = 20;
using Function1 = Callable<Array(const Array&)>;

struct Problem {
  Function1 loss, hessian;
  Array l1, l2;  ///< [d]
  const ProximalHessianSparseOptions& options;

  Array penalty(const Array& x) const { return sum(l1 * abs(x) + l2 * square(x)); }
};
struct Local {
  Array loss, gradient, hessian, objective;
};
struct State {
  Array position;
  Local at;
  Array subgradient;
  Array damping;  ///< what is added to the diagonal of the Hessian
  Array converged, failed, num_iterations;
};

Array shrunk(const Array& x, const Array& by) { return sign(x) * maximum(abs(x) - by, 0.); }

Array least_subgradient(const Problem& p, const Array& x, const Array& gradient) {
  const Array smooth = gradient + 2. * p.l2 * x;
  return where(x == 0., shrunk(smooth, p.l1), smooth + p.l1 * sign(x));
}

Local local(const Problem& p, const Array& x) {
  const auto [loss, gradient] = value_and_grad(p.loss)(x);
  return {loss, gradient, p.hessian(x), loss + p.penalty(x)};
}

Array is_usable(const Local& at) {
  return logical_and(is_finite(at.objective),
                     logical_and(all(is_finite(at.gradient)), all(is_finite(at.hessian))));
}

/// Coordinates of the minimum of the model so far.
struct Sweep {
  Array x;        ///< [d]
  Array slope;    ///< [d], of the model without penalties
  Array largest;  ///< change of a slope by the last sweep
  Array num_sweeps;
};

/// One coordinate after the other to where the model is least along it.
Sweep swept(const Problem& p, const Array& matrix, const Sweep& before) {
  const std::int64_t d = before.x.size();
  const Array curvatures = diagonal(matrix) + 2. * p.l2;
  const Array floor = 1e-12 * max(abs(curvatures)) + std::numeric_limits<double>::min();
  const auto one = [&](const Array& j, const Sweep& s) {
    const Array x = take(s.x, j), l2 = take(p.l2, j);
    const Array curvature = maximum(take(curvatures, j), floor);
    const Array least =
        shrunk(x - (take(s.slope, j) + 2. * l2 * x) / curvature, take(p.l1, j) / curvature);
    const Array change = p.options.learning_rate * (least - x);
    // What is to become 0 becomes it exactly.
    const Array moved = p.options.learning_rate == 1 ? least : x + change;
    return Sweep{.x = set_at(s.x, {j}, moved),
                 .slope = s.slope + change * take(matrix, j),
                 .largest = maximum(s.largest, abs(change) * curvature),
                 .num_sweeps = s.num_sweeps};
  };
  Sweep start = before;
  start.largest = zeros_like(before.largest);
  Sweep after = fori_loop(0, d, one, start);
  after.num_sweeps = before.num_sweeps + 1;
  return after;
}

/// Where the model with the penalties is least.
Array least_of_model(const Problem& p, const State& s) {
  const std::int64_t n = s.position.size();
  const Array matrix = s.at.hessian + s.damping * eye(n, n, 0, s.position.dtype());
  // Nearer to the minimum more exactly, so that steps become Newton's.
  const Array size = max(abs(s.subgradient));
  const Array wanted = maximum(minimum(0.1, size) * 0.1 * size, 0.1 * p.options.tolerance);
  const Array unlimited = astype(std::numeric_limits<double>::infinity(), size.dtype());
  const auto goes_on = [&](const Sweep& sweep) {
    return logical_and(logical_and(sweep.largest > wanted, all(is_finite(sweep.slope))),
                       sweep.num_sweeps < p.options.max_full_sweeps_per_iteration);
  };
  return while_loop(
             goes_on, [&](const Sweep& sweep) { return swept(p, matrix, sweep); },
             Sweep{s.position, s.at.gradient, unlimited, zeros({}, int64)})
      .x;
}

struct Step {
  Array fraction, is_accepted, num_halvings;
};
/// The largest of 1, 1/2, ... of the way that gains a ten-thousandth of what its slope promises.
Step halved(const Problem& p, const State& s, const Array& way) {
  const Array slope = dot(s.at.gradient, way) + p.penalty(s.position + way) - p.penalty(s.position);
  // Near the minimum differences of values are rounding.
  const Array noise = 8 * std::numeric_limits<double>::epsilon() * abs(s.at.objective);
  const auto is_good = [&](const Array& fraction) {
    const Array x = s.position + fraction * way;
    const Array value = p.loss(x) + p.penalty(x);
    return logical_and(is_finite(value), value <= s.at.objective + 1e-4 * fraction * slope + noise);
  };
  const auto goes_on = [](const Step& step) {
    return logical_and(logical_not(step.is_accepted), step.num_halvings < kMaxHalvings);
  };
  const auto next = [&](const Step& step) {
    const Array fraction = 0.5 * step.fraction;
    return Step{fraction, is_good(fraction), step.num_halvings + 1};
  };
  const Array whole = ones({}, way.dtype());
  return while_loop(goes_on, next, Step{whole, is_good(whole), zeros({}, int64)});
}

State stepped(const Problem& p, const State& s) {
  const Array way = least_of_model(p, s) - s.position;
  const Array is_way = all(is_finite(way));
  const Step step = halved(p, s, where(is_way, way, 0.));
  const Array position = where(step.fraction == 1., s.position + way,
                               s.position + step.fraction * where(is_way, way, 0.));
  const Local at = local(p, position);
  const Array is_accepted = logical_and(logical_and(is_way, step.is_accepted), is_usable(at));
  const Array scale = max(abs(diagonal(s.at.hessian))) + 1e-8;
  State next{.position = where(is_accepted, position, s.position),
             .at = choose(is_accepted, at, s.at),
             .subgradient = s.subgradient,
             .damping = where(is_accepted, where(step.fraction < 1., s.damping, 0.1 * s.damping),
                              maximum(10. * s.damping, 1e-3 * scale)),
             .converged = s.converged,
             .failed = s.failed,
             .num_iterations = s.num_iterations + 1};
  next.damping = where(next.damping < 1e-9 * scale, 0., next.damping);
  next.subgradient = least_subgradient(p, next.position, next.at.gradient);
  next.converged = max(abs(next.subgradient)) <= p.options.tolerance;
  next.failed = logical_and(logical_not(next.converged), next.damping > 1e16 * scale);
  return next;
}

void check(const ProximalHessianSparseOptions& o) {
  if (!(o.tolerance >= 0) || o.max_iterations < 0 || o.max_full_sweeps_per_iteration < 1) {
    throw ValueError(text(kWho,
                          ": tolerance and max_iterations must not be negative, and "
                          "max_full_sweeps_per_iteration must be positive, got ",
                          o.tolerance, ", ", o.max_iterations, " and ",
                          o.max_full_sweeps_per_iteration));
  }
  if (!(o.learning_rate > 0 && o.learning_rate <= 1))
    throw ValueError(text(kWho, ": learning_rate must be in (0, 1], got ", o.learning_rate));
}

/// A penalty of every coordinate.
Array checked_penalty(const char* name, const Array& penalty, const Array& position) {
  if (penalty.rank() > 0 && penalty.shape() != position.shape()) {
    throw ShapeError(text(kWho, ": ", name, " must be one number or have the shape of x_start, ",
                          position.shape(), ", got shape ", penalty.shape()));
  }
  if (penalty.is_known() && !all(penalty >= 0.).item<bool>())
    throw ValueError(text(kWho, ": ", name, " must not be negative, got ", penalty));
  return astype(as_floating(penalty), position.dtype()) + zeros_like(position);
}

}  // namespace

ProximalHessianSparseResults proximal_hessian_sparse_minimize(
    const Callable<Array(const Array&)>& loss_fn, const Array& x_start,
    const ProximalHessianSparseOptions& o) {
  check(o);
  const Array x = stop_gradient(checked_position(kWho, x_start, "x_start"));
  const Function1 loss = [&](const Array& at) {
    const Array value = loss_fn(at);
    if (value.rank() != 0)
      throw ShapeError(text(kWho, ": loss_fn must return a scalar, got shape ", value.shape()));
    return astype(as_floating(value), x.dtype());
  };
  const Problem problem{loss, o.hessian_fn ? *o.hessian_fn : Function1(hessian(loss)),
                        checked_penalty("l1_regularizer", o.l1_regularizer, x),
                        checked_penalty("l2_regularizer", o.l2_regularizer, x), o};
  const Local at = local(problem, x);
  const Array subgradient = least_subgradient(problem, x, at.gradient);
  const State first{.position = x,
                    .at = at,
                    .subgradient = subgradient,
                    .damping = zeros({}, x.dtype()),
                    .converged = logical_and(is_usable(at), max(abs(subgradient)) <= o.tolerance),
                    .failed = logical_not(is_usable(at)),
                    .num_iterations = zeros({}, int64)};
  const auto goes_on = [&](const State& s) {
    return logical_and(logical_not(logical_or(s.converged, s.failed)),
                       s.num_iterations < o.max_iterations);
  };
  const State r = while_loop(
      goes_on, [&](const State& s) { return stepped(problem, s); }, first);
  return stop_gradients(ProximalHessianSparseResults{r.converged, r.failed, r.num_iterations,
                                                     r.position, r.at.objective, r.at.loss,
                                                     r.at.gradient, r.subgradient});
}

}  // namespace aleator::optimize
