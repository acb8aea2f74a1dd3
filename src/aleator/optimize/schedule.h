// SPDX-License-Identifier: Apache-2.0
// Defines Schedule, a number that may change from step to step, and the usual ones of learning
// rates. Names are Keras's.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"
#include "aleator/base/error.h"

#include <concepts>
#include <type_traits>
#include <vector>

namespace aleator::optimize {

/// A scalar as a function of the step, an int64 scalar that counts from 0: a number, an Array, a
/// Variable, or any function of Arrays.
class Schedule {
 public:
  template <class T>
  requires(std::convertible_to<const T&, Array> && !std::same_as<T, Schedule> &&
           !std::same_as<T, Required>) Schedule(const T& value)
      : Schedule(Array(value), 0) {}
  template <class F>
  requires(std::is_invocable_r_v<Array, const F&, const Array&> &&
           !std::convertible_to<const F&, Array>) Schedule(const F& function)
      : function_(function) {}

  /// float64; ShapeError unless the value is a scalar.
  Array operator()(const Array& step) const;

 private:
  Schedule(const Array& value, int);
  Callable<Array(const Array&)> function_;
};

struct ExponentialDecayOptions {
  Array initial_learning_rate = required("initial_learning_rate");
  double decay_steps = required("decay_steps");
  double decay_rate = required("decay_rate");
  bool staircase = false;  ///< whole multiples of decay_steps count only
};
/// initial_learning_rate decay_rate^(step / decay_steps)
Schedule ExponentialDecay(const ExponentialDecayOptions& options);

struct CosineDecayOptions {
  Array initial_learning_rate = required("initial_learning_rate");
  double decay_steps = required("decay_steps");
  double alpha = 0;  ///< what is left at the end, as a fraction
};
/// initial_learning_rate ((1 - alpha) (1 + cos(pi s)) / 2 + alpha), s = min(step / decay_steps, 1).
/// Source: Loshchilov and Hutter (2017), "SGDR: stochastic gradient descent with warm restarts".
Schedule CosineDecay(const CosineDecayOptions& options);

struct PiecewiseConstantDecayOptions {
  std::vector<double> boundaries = required("boundaries");  ///< steps, ascending
  std::vector<double> values = required("values");          ///< one more
};
/// values[i] up to and with step boundaries[i], the last one after.
Schedule PiecewiseConstantDecay(const PiecewiseConstantDecayOptions& options);

struct InverseTimeDecayOptions {
  Array initial_learning_rate = required("initial_learning_rate");
  double decay_steps = required("decay_steps");
  double decay_rate = required("decay_rate");
  bool staircase = false;  ///< whole multiples of decay_steps count only
};
/// initial_learning_rate / (1 + decay_rate step / decay_steps)
Schedule InverseTimeDecay(const InverseTimeDecayOptions& options);

struct PolynomialDecayOptions {
  Array initial_learning_rate = required("initial_learning_rate");
  double decay_steps = required("decay_steps");
  Array end_learning_rate = 0.0001;
  double power = 1;
};
/// (initial_learning_rate - end_learning_rate) (1 - s)^power + end_learning_rate,
/// s = min(step / decay_steps, 1)
Schedule PolynomialDecay(const PolynomialDecayOptions& options);

struct WarmUpOptions {
  Schedule schedule = required("schedule");
  std::int64_t num_steps = required("num_steps");
};
/// Rises in a line to the schedule's first value: value(0) (step + 1) / num_steps for the first
/// num_steps steps, then the schedule from its beginning.
Schedule WarmUp(const WarmUpOptions& options);

}  // namespace aleator::optimize
