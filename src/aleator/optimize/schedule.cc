// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/schedule.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/match.h"
#include "aleator/base/text.h"

#include <algorithm>
#include <numbers>

namespace aleator::optimize {
namespace {

void check_decay_steps(const char* who, double decay_steps) {
  if (!(decay_steps > 0))
    throw ValueError(text(who, ": decay_steps must be positive, got ", decay_steps));
}

/// step / decay_steps, in whole numbers if asked.
Array progress(const Array& step, double decay_steps, bool is_staircase) {
  const Array fraction = astype(step, float64) / decay_steps;
  return is_staircase ? floor(fraction) : fraction;
}

}  // namespace

Schedule::Schedule(const Array& value, int) : function_([value](const Array&) { return value; }) {
  check_holds("Schedule", value);
}

Array Schedule::operator()(const Array& step) const {
  const Array value = function_(step);
  if (value.rank() != 0) {
    throw ShapeError(text("a schedule (a learning rate) must be a scalar at every step, got shape ",
                          value.shape()));
  }
  return astype(value, float64);
}

Schedule ExponentialDecay(const ExponentialDecayOptions& o) {
  check_decay_steps("ExponentialDecay", o.decay_steps);
  if (!(o.decay_rate > 0))
    throw ValueError(text("ExponentialDecay: decay_rate must be positive, got ", o.decay_rate));
  return [o](const Array& step) {
    return o.initial_learning_rate *
           power(o.decay_rate, progress(step, o.decay_steps, o.staircase));
  };
}

Schedule CosineDecay(const CosineDecayOptions& o) {
  check_decay_steps("CosineDecay", o.decay_steps);
  return [o](const Array& step) {
    const Array s = minimum(progress(step, o.decay_steps, false), 1.);
    const Array fraction = (1 - o.alpha) * 0.5 * (1. + cos(std::numbers::pi * s)) + o.alpha;
    return o.initial_learning_rate * fraction;
  };
}

Schedule PiecewiseConstantDecay(const PiecewiseConstantDecayOptions& o) {
  if (o.values.size() != o.boundaries.size() + 1) {
    throw ValueError(text("PiecewiseConstantDecay: values must be one more than boundaries, got ",
                          o.values.size(), " and ", o.boundaries.size()));
  }
  if (!std::is_sorted(o.boundaries.begin(), o.boundaries.end()))
    throw ValueError("PiecewiseConstantDecay: boundaries must ascend");
  return [o](const Array& step) {
    Array value = o.values.back();
    for (std::size_t i = o.boundaries.size(); i-- > 0;)
      value = where(astype(step, float64) <= o.boundaries[i], o.values[i], value);
    return value;
  };
}

Schedule InverseTimeDecay(const InverseTimeDecayOptions& o) {
  check_decay_steps("InverseTimeDecay", o.decay_steps);
  return [o](const Array& step) {
    return o.initial_learning_rate /
           (1. + o.decay_rate * progress(step, o.decay_steps, o.staircase));
  };
}

Schedule PolynomialDecay(const PolynomialDecayOptions& o) {
  check_decay_steps("PolynomialDecay", o.decay_steps);
  return [o](const Array& step) {
    const Array left = 1. - minimum(progress(step, o.decay_steps, false), 1.);
    return (o.initial_learning_rate - o.end_learning_rate) * power(left, o.power) +
           o.end_learning_rate;
  };
}

Schedule WarmUp(const WarmUpOptions& o) {
  if (o.num_steps < 0)
    throw ValueError(text("WarmUp: num_steps must not be negative, got ", o.num_steps));
  if (o.num_steps == 0) return o.schedule;
  return [o](const Array& step) {
    const Array rise = (astype(step, float64) + 1.) / static_cast<double>(o.num_steps);
    return o.schedule(maximum(step - o.num_steps, 0)) * minimum(rise, 1.);
  };
}

}  // namespace aleator::optimize
