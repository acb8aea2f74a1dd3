// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/linesearch.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/optimize/choose.h"

namespace aleator::optimize {
namespace {

// What the trial step is for. The search is one loop with one evaluation per round, so that the
// function is compiled once and lanes in different stages do not wait for each other.
constexpr std::int64_t kExpand = 0;        // look for a bracket, further and further out
constexpr std::int64_t kSecant = 1;        // S1 of the paper: between the ends of the bracket
constexpr std::int64_t kSecondSecant = 2;  // S2, S3: between a new end and the one it replaced
constexpr std::int64_t kMiddle = 3;        // L2: halve a bracket that shrank too little

/// The bracket: f is low and falls at `left` (a in the paper), and rises at `right` (b), or is high
/// there while the bracket is being halved (U3).
struct Bracket {
  LinePoint left, right;
};

struct Search {
  Bracket now, before;  // `before`: at the start of the round of secants
  Array full_gradient;  // at now.left
  Array trial, stage, is_halving;
  Array is_found, is_done, num_evaluations;
};

Array middle(const Bracket& b) { return b.left.x + 0.5 * (b.right.x - b.left.x); }

/// Where the line through two slopes is 0.
Array secant(const LinePoint& a, const LinePoint& b) {
  return a.x - (b.x - a.x) * (a.df / (b.df - a.df));
}

Array is_inside(const Array& x, const Bracket& b) {
  return logical_and(x > b.left.x, x < b.right.x);
}

Array is_wolfe(const LinePoint& c, const LineValue& zero, const HagerZhangOptions& o) {
  const double delta = o.sufficient_decrease_param;
  const Array limit = zero.f + o.threshold_use_approximate_wolfe_condition * abs(zero.f);
  const Array is_exact = c.f - zero.f <= delta * c.x * zero.df;
  const Array is_approximate = logical_and(c.df <= (2. * delta - 1.) * zero.df, c.f <= limit);
  return logical_and(c.df >= o.curvature_param * zero.df, logical_or(is_exact, is_approximate));
}

/// The trial that follows, and what it is for, once the bracket is up to date and not to be halved.
struct Plan {
  Bracket before;
  Array trial, stage;
};

/// A new round: between the ends if that is inside, else in the middle.
Plan new_round(const Bracket& now) {
  const Array trial = secant(now.left, now.right), is_usable = is_inside(trial, now);
  return {.before = now,
          .trial = where(is_usable, trial, middle(now)),
          .stage = where(is_usable, kSecant, kMiddle)};
}

Plan next_plan(const Search& s, const Bracket& now, const Array& is_rising, double shrinkage) {
  const Array second =
      where(is_rising, secant(s.before.right, now.right), secant(s.before.left, now.left));
  const Array has_second = logical_and(logical_and(s.stage == kSecant, logical_not(s.is_halving)),
                                       is_inside(second, now));
  const Array is_slow =
      logical_and(logical_or(s.stage == kSecant, s.stage == kSecondSecant),
                  now.right.x - now.left.x > shrinkage * (s.before.right.x - s.before.left.x));
  const Plan middle_plan{s.before, middle(now), kMiddle};
  const Plan second_plan{s.before, second, kSecondSecant};
  return choose(has_second, second_plan, choose(is_slow, middle_plan, new_round(now)));
}

Search advance(const Search& s, const LinePoint& c, const Array& full_gradient,
               const LineValue& zero, const HagerZhangOptions& o) {
  const Array is_usable = logical_and(is_finite(c.f), is_finite(c.df));
  const Array limit = zero.f + o.threshold_use_approximate_wolfe_condition * abs(zero.f);
  const Array is_rising = logical_and(is_usable, c.df >= 0.);
  const Array is_low = logical_and(logical_and(is_usable, c.df < 0.), c.f <= limit);
  const Array is_high = logical_not(logical_or(is_rising, is_low));
  const Array is_found = logical_and(is_usable, is_wolfe(c, zero, o));
  const Array moves_left = logical_or(is_low, is_found);
  const Bracket now{choose(moves_left, c, s.now.left), choose(is_low, s.now.right, c)};

  const Array expands =
      logical_and(logical_and(s.stage == kExpand, logical_not(s.is_halving)), is_low);
  const Array is_halving = logical_or(is_high, logical_and(s.is_halving, is_low));
  const Plan plan = next_plan(s, now, is_rising, o.shrinkage_param);
  const Array trial =
      where(expands, o.expansion_param * c.x, where(is_halving, middle(now), plan.trial));
  // Ends that are neighbours among the floating numbers leave nothing to try.
  const Array is_exhausted =
      where(expands, logical_not(is_finite(trial)), logical_not(is_inside(trial, now)));
  return {.now = now,
          .before = choose(is_halving, s.before, plan.before),
          .full_gradient = where(moves_left, full_gradient, s.full_gradient),
          .trial = trial,
          .stage = where(logical_or(expands, is_halving), s.stage, plan.stage),
          .is_halving = is_halving,
          .is_found = is_found,
          .is_done = logical_or(is_found, is_exhausted),
          .num_evaluations = s.num_evaluations + 1};
}

void check(const HagerZhangOptions& o) {
  const auto in_unit = [](double x) { return x > 0 && x < 1; };
  const bool is_valid = in_unit(o.sufficient_decrease_param) && in_unit(o.curvature_param) &&
                        o.sufficient_decrease_param < o.curvature_param &&
                        in_unit(o.shrinkage_param) && o.expansion_param > 1 &&
                        o.threshold_use_approximate_wolfe_condition >= 0 && o.max_iterations >= 0;
  if (is_valid) return;
  throw ValueError(
      text("hager_zhang: requires 0 < sufficient_decrease_param < curvature_param < 1, 0 < "
           "shrinkage_param < 1, expansion_param > 1, and a threshold and max_iterations that are "
           "not negative, got ",
           o.sufficient_decrease_param, ", ", o.curvature_param, ", ", o.shrinkage_param, ", ",
           o.expansion_param, ", ", o.threshold_use_approximate_wolfe_condition, " and ",
           o.max_iterations));
}

}  // namespace

HagerZhangResults hager_zhang(const LineFunction& value_and_gradients_function,
                              const LineValue& value_at_zero, const HagerZhangOptions& options) {
  check(options);
  const Dtype dtype = value_at_zero.f.dtype();
  const LinePoint zero{zeros({}, dtype), value_at_zero.f, value_at_zero.df};
  const Array trial = astype(options.initial_step_size, dtype);
  const Array can_begin =
      logical_and(logical_and(is_finite(zero.f), is_finite(zero.df)),
                  logical_and(zero.df < 0., logical_and(trial > 0., is_finite(trial))));
  const Array is_off = options.converged;
  const Search start{.now = {zero, zero},
                     .before = {zero, zero},
                     .full_gradient = value_at_zero.full_gradient,
                     .trial = trial,
                     .stage = kExpand,
                     .is_halving = false,
                     .is_found = is_off,
                     .is_done = logical_or(is_off, logical_not(can_begin)),
                     .num_evaluations = zeros({}, int64)};
  const auto goes_on = [&](const Search& s) {
    return logical_and(logical_not(s.is_done), s.num_evaluations < options.max_iterations);
  };
  const auto body = [&](const Search& s) {
    const LineValue value = value_and_gradients_function(s.trial);
    const LinePoint c{s.trial, astype(value.f, dtype), astype(value.df, dtype)};
    return advance(s, c, value.full_gradient, value_at_zero, options);
  };
  const Search last = while_loop(goes_on, body, start);
  return {.converged = last.is_found,
          .failed = logical_not(last.is_found),
          .func_evals = last.num_evaluations,
          .left = last.now.left,
          .right = last.now.right,
          .full_gradient = last.full_gradient};
}

}  // namespace aleator::optimize
