// SPDX-License-Identifier: Apache-2.0
// Defines Optimizer, any rule that moves parameters by their gradients.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/ref.h"
#include "aleator/optimize/schedule.h"

#include <string>
#include <utility>

namespace aleator::optimize {

/// What one step makes.
struct OptimizerStep {
  Arrays parameters, state;
};

/// The rules of an optimizer: pure functions, traced into the loop that uses them.
class OptimizerRules : public Counted {
 public:
  virtual std::string name() const = 0;
  /// What is remembered between steps, before the first.
  virtual Arrays init(const Arrays& parameters) const = 0;
  /// Everything keeps its shapes and dtypes. `step`, an int64 scalar, counts from 0.
  virtual OptimizerStep step(const Arrays& gradients, const Arrays& state, const Arrays& parameters,
                             const Array& step) const = 0;
};

/// Any optimizer: a cheap immutable handle.
class Optimizer {
 public:
  explicit Optimizer(Ref<const OptimizerRules> rules) : rules_(std::move(rules)) {}

  std::string name() const { return rules_->name(); }
  Arrays init(const Arrays& parameters) const { return rules_->init(parameters); }
  OptimizerStep step(const Arrays& gradients, const Arrays& state, const Arrays& parameters,
                     const Array& step) const {
    return rules_->step(gradients, state, parameters, step);
  }
  const OptimizerRules& rules() const { return *rules_; }

 private:
  Ref<const OptimizerRules> rules_;
};

/// When a step is made.
struct OptimizerTime {
  Array learning_rate;  ///< of this step, float64
  Array number;         ///< of this step, counted from 1, float64
};

/// An optimizer that treats each parameter by itself, with some arrays remembered for each.
class ParameterwiseRules : public OptimizerRules {
 public:
  ParameterwiseRules(std::string name, Schedule learning_rate)
      : name_(std::move(name)), learning_rate_(std::move(learning_rate)) {}
  std::string name() const final { return name_; }
  Arrays init(const Arrays& parameters) const final;
  OptimizerStep step(const Arrays& gradients, const Arrays& state, const Arrays& parameters,
                     const Array& step) const final;

 protected:
  /// What is remembered of one parameter, before the first step.
  virtual Arrays start(const Array& parameter) const = 0;
  struct Update {
    Array parameter;
    Arrays remembered;
  };
  virtual Update update(const Array& gradient, const Arrays& remembered, const Array& parameter,
                        const OptimizerTime& time) const = 0;

 private:
  std::string name_;
  Schedule learning_rate_;
};

// For those who write optimizers.

/// ValueError unless low <= value < high; `who` has the option `name`.
void check_option(const std::string& who, const char* name, double value, double low, double high);
/// rate x + (1 - rate) y: the exponentially weighted mean x after y.
Array moving_average(const Array& x, const Array& y, double rate);
/// The same of gradients, and 0 below twice the smallest normal number. The mean of a gradient that
/// has become 0, as that of a unit which no row reaches, would stay at a subnormal number, which
/// rounding does not let fall further, and with which processors take a hundred times as long.
Array moving_gradient(const Array& mean, const Array& gradient, double rate);
/// 1 - rate^number: what a moving average that began at 0 is to be divided by.
Array bias_correction(double rate, const Array& number);

}  // namespace aleator::optimize
