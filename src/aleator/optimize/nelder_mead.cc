// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/nelder_mead.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/optimize/choose.h"
#include "aleator/optimize/objective.h"
#include "aleator/transforms/transforms.h"

#include <algorithm>
#include <limits>

namespace aleator::optimize {
namespace {

constexpr const char* kWho = "nelder_mead_minimize";
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Coefficients {
  double reflection, expansion, contraction, shrinkage;
};

Coefficients coefficients_of(const NelderMeadOptions& options, std::int64_t num_dimensions) {
  const auto d = static_cast<double>(std::max<std::int64_t>(num_dimensions, 2));
  const Coefficients c{options.reflection.value_or(1), options.expansion.value_or(1 + 2 / d),
                       options.contraction.value_or(0.75 - 1 / (2 * d)),
                       options.shrinkage.value_or(1 - 1 / d)};
  const bool is_valid = c.reflection > 0 && c.expansion > 1 && c.expansion < kInfinity &&
                        c.reflection < kInfinity && c.contraction > 0 && c.contraction < 1 &&
                        c.shrinkage > 0 && c.shrinkage < 1;
  if (is_valid) return c;
  throw ValueError(text(kWho,
                        ": requires reflection > 0, expansion > 1, and contraction and shrinkage "
                        "between 0 and 1, got ",
                        c.reflection, ", ", c.expansion, ", ", c.contraction, " and ",
                        c.shrinkage));
}

Array initial_simplex(const Array& vertex, const NelderMeadOptions& options) {
  const std::int64_t d = vertex.size();
  if (options.initial_simplex) {
    const Array simplex = astype(*options.initial_simplex, vertex.dtype());
    if (simplex.shape() == Shape{d + 1, d}) return simplex;
    throw ShapeError(text(kWho, ": initial_simplex must have shape ", Shape{d + 1, d}, ", got ",
                          simplex.shape()));
  }
  const Array steps = astype(options.step_sizes, vertex.dtype());
  if (steps.shape() != Shape{} && steps.shape() != Shape{d}) {
    throw ShapeError(text(kWho, ": step_sizes must be a scalar or have shape ", Shape{d},
                          ", got shape ", steps.shape()));
  }
  const Array moved = vertex + eye(d, d, 0, vertex.dtype()) * steps;
  return concatenate({expand_dims(vertex, 0), moved});
}

struct Simplex {
  Array vertices, values;  // [d + 1, d], [d + 1]
  Array num_iterations, num_evaluations;
};

class Search {
 public:
  Search(Objective objective, const Coefficients& coefficients)
      : objective_(std::move(objective)), coefficients_(coefficients) {}

  Array value(const Array& x) const {
    const Array f = objective_(x)[0];
    return where(is_nan(f), kInfinity, f);
  }
  Array values(const Array& vertices) const {
    return vmap([&](const Array& x) { return value(x); })(vertices);
  }
  Simplex step(const Simplex& simplex) const;

 private:
  Objective objective_;
  Coefficients coefficients_;
};

/// Replaces the worst vertex by one on the line through it and the centroid of the others, or
/// draws all towards the best.
Simplex Search::step(const Simplex& s) const {
  const std::int64_t d = s.vertices.dim(1);
  const Array best = argmin(s.values), worst = argmax(s.values);
  const Array is_worst = arange(d + 1) == worst;
  const Array least = min(s.values), most = max(s.values);
  const Array second = max(where(is_worst, -kInfinity, s.values));
  const Array worst_vertex = take(s.vertices, worst), best_vertex = take(s.vertices, best);
  const Array others = where(expand_dims(is_worst, 1), 0., s.vertices);
  const Array centroid = sum(others, {.axes = {0}}) / static_cast<double>(d);
  const auto along = [&](const Array& by) { return centroid + by * (centroid - worst_vertex); };

  const Coefficients& c = coefficients_;
  const Array reflected = along(c.reflection), at_reflected = value(reflected);
  const Array expands = at_reflected < least;
  const Array is_outside = at_reflected < most;
  const Array needs_second = logical_or(expands, logical_not(at_reflected < second));
  const Array by = where(expands, c.reflection * c.expansion,
                         where(is_outside, c.reflection * c.contraction, -c.contraction));
  const Array tried = along(by);
  const Array at_tried = cond(
      needs_second, [&](const Array& x) { return value(x); },
      [&](const Array&) { return zeros({}, s.values.dtype()) + kInfinity; }, tried);
  const Array is_contraction = logical_and(is_outside, logical_not(expands));
  const Array is_better =
      where(is_contraction, at_tried <= at_reflected, at_tried < minimum(at_reflected, most));
  const Array takes_tried = logical_and(needs_second, is_better);
  const Array shrinks =
      logical_and(logical_and(needs_second, logical_not(expands)), logical_not(takes_tried));
  const Array next = where(takes_tried, tried, reflected);
  const Array at_next = where(takes_tried, at_tried, at_reflected);
  const Array replaced = where(expand_dims(is_worst, 1), next, s.vertices);
  const Array shrunk = best_vertex + c.shrinkage * (s.vertices - best_vertex);
  const Array vertices = where(shrinks, shrunk, replaced);
  const Array new_values = cond(
      shrinks, [&](const Array& x) { return values(x); },
      [&](const Array&) { return where(is_worst, at_next, s.values); }, vertices);
  return {vertices, new_values, s.num_iterations + 1,
          s.num_evaluations + 1 + astype(needs_second, int64) +
              where(shrinks, astype(d + 1, int64), 0)};
}

Array is_converged(const Simplex& s, const NelderMeadOptions& options) {
  const Array least = min(s.values), spread = max(s.values) - least;
  const Array best_vertex = take(s.vertices, argmin(s.values));
  const Array size = max(abs(s.vertices - best_vertex));
  return logical_and(is_finite(least), logical_or(spread <= options.func_tolerance,
                                                  size <= options.position_tolerance));
}

void check(const NelderMeadOptions& options) {
  if (options.func_tolerance >= 0 && options.position_tolerance >= 0 &&
      options.max_iterations.value_or(0) >= 0)
    return;
  throw ValueError(text(kWho, ": tolerances and max_iterations must not be negative, got ",
                        options.func_tolerance, ", ", options.position_tolerance, " and ",
                        options.max_iterations.value_or(0)));
}

}  // namespace

NelderMeadResults nelder_mead_minimize(const ObjectiveFunction& objective_function,
                                       const Array& initial_vertex,
                                       const NelderMeadOptions& options) {
  const Array vertex = stop_gradient(checked_position(kWho, initial_vertex, "initial_vertex"));
  check(options);
  const Coefficients coefficients = coefficients_of(options, vertex.size());
  const Array vertices = stop_gradient(initial_simplex(vertex, options));
  const auto outputs = [&](const Array& x) { return Arrays{objective_function(x)}; };
  const Search search(Objective(kWho, outputs, vertex), coefficients);
  const std::int64_t max_iterations = options.max_iterations.value_or(200 * vertex.size());
  const Simplex start{vertices, search.values(vertices), zeros({}, int64),
                      full({}, astype(vertex.size() + 1, int64))};
  const auto goes_on = [&](const Simplex& s) {
    return logical_and(logical_not(is_converged(s, options)), s.num_iterations < max_iterations);
  };
  const Simplex last = while_loop(
      goes_on, [&](const Simplex& s) { return search.step(s); }, start);
  return stop_gradients(NelderMeadResults{.converged = is_converged(last, options),
                                          .num_iterations = last.num_iterations,
                                          .num_objective_evaluations = last.num_evaluations,
                                          .position = take(last.vertices, argmin(last.values)),
                                          .objective_value = min(last.values),
                                          .final_simplex = last.vertices,
                                          .final_objective_values = last.values});
}

}  // namespace aleator::optimize
