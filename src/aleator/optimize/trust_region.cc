// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/trust_region.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/decomposition.h"
#include "aleator/array/ops/elementwise.h"
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

constexpr const char* kWho = "trust_region_minimize";
using Function1 = Callable<Array(const Array&)>;

struct Local {
  Array value, gradient, hessian;
};
struct State {
  Array position;
  Local at;
  Array radius, converged, failed, num_iterations;
};

Array length(const Array& x) { return sqrt(dot(x, x)); }

Local local(const Function1& f, const Array& x) { return {f(x), grad(f)(x), hessian(f)(x)}; }

Array is_usable(const Local& at) {
  return logical_and(is_finite(at.value),
                     logical_and(all(is_finite(at.gradient)), all(is_finite(at.hessian))));
}

/// What is added to the eigenvalues so that the step has the radius's length, by halving: the
/// length falls as it grows.
Array shift_of(const Array& eigenvalues, const Array& slopes, const Array& radius) {
  const Array floor = maximum(-eigenvalues[0], 0.);
  const Array top = floor + length(slopes) / radius;
  const auto halve = [&](const Array&, const std::pair<Array, Array>& bounds) {
    const Array middle = 0.5 * (bounds.first + bounds.second);
    const Array is_long = length(slopes / (eigenvalues + middle)) > radius;
    return std::pair(where(is_long, middle, bounds.first), where(is_long, bounds.second, middle));
  };
  return fori_loop(0, 60, halve, std::pair(floor, top)).second;
}

/// The least value of g'p + p'Hp / 2 over |p| <= radius.
Array best_step(const Local& at, const Array& radius) {
  const auto [eigenvalues, vectors] = eigh(at.hessian);
  const Array slopes = matmul(transpose(vectors), at.gradient);
  const Array newton = -slopes / eigenvalues;
  const Array is_inside = logical_and(eigenvalues[0] > 0., length(newton) <= radius);
  const Array shifted = eigenvalues + shift_of(eigenvalues, slopes, radius);
  const Array bounded = where(shifted > 0., -slopes / shifted, 0.);
  // The hard case: no slope along the lowest curvature. Either sign of that direction will do.
  const Array missing = sqrt(maximum(square(radius) - dot(bounded, bounded), 0.));
  const Array is_hard = logical_and(eigenvalues[0] < 0., length(bounded) < 0.9 * radius);
  const Array lowest = astype(arange(slopes.size(), int64) == 0, slopes.dtype());
  const Array on_boundary = bounded + where(is_hard, missing, 0.) * lowest;
  return matmul(vectors, where(is_inside, newton, on_boundary));
}

Array is_minimum(const Local& at, double tolerance) {
  const Array eigenvalues = eigh(at.hessian).eigenvalues;
  const Array is_flat = max(abs(at.gradient)) <= tolerance;
  return logical_and(is_flat, eigenvalues[0] >= -1e-8 * max(abs(eigenvalues)));
}

State stepped(const Function1& f, const State& s, const TrustRegionOptions& o) {
  const Array step = best_step(s.at, s.radius), position = s.position + step;
  const Local at = local(f, position);
  const Array predicted = -(dot(s.at.gradient, step) + 0.5 * dot(step, matmul(s.at.hessian, step)));
  const Array actual = s.at.value - at.value;
  const Array is_good = logical_and(is_usable(at), actual > 1e-4 * predicted);
  const Array gain = where(is_good, actual / predicted, 0.), size = length(step);
  // Near the minimum differences of values are rounding; smaller gradients say as much.
  const Array noise = 8 * std::numeric_limits<double>::epsilon() * abs(s.at.value);
  const Array is_settled = logical_and(logical_and(is_usable(at), abs(actual) <= noise),
                                       length(at.gradient) < length(s.at.gradient));
  const Array is_accepted = logical_or(is_good, is_settled);
  const Array grown = where(logical_and(gain > 0.75, size > 0.8 * s.radius),
                            minimum(2. * s.radius, o.max_radius), s.radius);
  State next{.position = where(is_accepted, position, s.position),
             .at = choose(is_accepted, at, s.at),
             .radius = where(logical_or(gain > 0.25, is_settled), grown, 0.25 * size),
             .converged = s.converged,
             .failed = s.failed,
             .num_iterations = s.num_iterations + 1};
  const Array is_small = logical_and(is_accepted, max(abs(step)) <= o.x_tolerance);
  next.converged = logical_or(is_minimum(next.at, o.tolerance), is_small);
  const Array is_stuck = next.radius <= 1e-14 * (length(s.position) + 1e-100);
  next.failed = logical_and(logical_not(next.converged),
                            logical_or(is_stuck, logical_not(all(is_finite(step)))));
  return next;
}

void check(const TrustRegionOptions& o) {
  if (!(o.tolerance >= 0 && o.x_tolerance >= 0) || o.max_iterations < 0)
    throw ValueError(text(kWho, ": tolerances and max_iterations must not be negative"));
  if (!(o.initial_radius > 0 && o.initial_radius <= o.max_radius)) {
    throw ValueError(text(kWho, ": needs 0 < initial_radius <= max_radius, got ", o.initial_radius,
                          " and ", o.max_radius));
  }
}

}  // namespace

TrustRegionResults trust_region_minimize(const Callable<Array(const Array&)>& objective_function,
                                         const Array& initial_position,
                                         const TrustRegionOptions& o) {
  check(o);
  const Array position = stop_gradient(checked_position(kWho, initial_position));
  const Function1 f = [&](const Array& x) {
    const Array value = objective_function(x);
    if (value.rank() != 0) {
      throw ShapeError(
          text(kWho, ": objective_function must return a scalar, got shape ", value.shape()));
    }
    return astype(as_floating(value), position.dtype());
  };
  const Local at = local(f, position);
  const State first{.position = position,
                    .at = at,
                    .radius = astype(o.initial_radius, position.dtype()),
                    .converged = logical_and(is_usable(at), is_minimum(at, o.tolerance)),
                    .failed = logical_not(is_usable(at)),
                    .num_iterations = zeros({}, int64)};
  const auto goes_on = [&](const State& s) {
    return logical_and(logical_not(logical_or(s.converged, s.failed)),
                       s.num_iterations < o.max_iterations);
  };
  const State r = while_loop(
      goes_on, [&](const State& s) { return stepped(f, s, o); }, first);
  return stop_gradients(TrustRegionResults{r.converged, r.failed, r.num_iterations, r.position,
                                           r.at.value, r.at.gradient, r.at.hessian, r.radius});
}

}  // namespace aleator::optimize
