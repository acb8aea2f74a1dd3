// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/optimizer.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"

namespace aleator::optimize {

Arrays ParameterwiseRules::init(const Arrays& parameters) const {
  Arrays state;
  for (const Array& parameter : parameters) {
    const Arrays own = start(parameter);
    state.insert(state.end(), own.begin(), own.end());
  }
  return state;
}

OptimizerStep ParameterwiseRules::step(const Arrays& gradients, const Arrays& state,
                                       const Arrays& parameters, const Array& step) const {
  const OptimizerTime time{learning_rate_(step), astype(step, float64) + 1.};
  OptimizerStep result;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::size_t num = start(parameters[i]).size(), first = i * num;
    const Update next = update(gradients[i], part_of(state, first, num), parameters[i], time);
    result.parameters.push_back(astype(next.parameter, parameters[i].dtype()));
    for (std::size_t k = 0; k < num; ++k)
      result.state.push_back(astype(next.remembered[k], state[first + k].dtype()));
  }
  return result;
}

void check_option(const std::string& who, const char* name, double value, double low, double high) {
  if (value >= low && value < high) return;
  throw ValueError(
      text(who, ": ", name, " must be at least ", low, " and less than ", high, ", got ", value));
}

Array moving_average(const Array& x, const Array& y, double rate) {
  return rate * x + (1 - rate) * y;
}

Array moving_gradient(const Array& mean, const Array& gradient, double rate) {
  const Array next = moving_average(mean, gradient, rate);
  const double smallest = next.dtype() == float32 ? 0x1p-125 : 0x1p-1021;
  return where(abs(next) < smallest, 0, next);
}

Array bias_correction(double rate, const Array& number) { return 1. - power(rate, number); }

}  // namespace aleator::optimize
