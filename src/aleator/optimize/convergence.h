// SPDX-License-Identifier: Apache-2.0
// Defines ConvergenceCriterion, when a minimization has gone far enough. Names are TFP's.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/error.h"
#include "aleator/base/ref.h"

#include <optional>
#include <utility>

namespace aleator::optimize {

/// What a criterion sees of a step, before the parameters move.
struct ConvergenceStep {
  Array step;  ///< int64, counted from 0
  Array loss;
  Arrays gradients, parameters;
};

/// Pure functions, traced into the loop that uses them.
class ConvergenceRules : public Counted {
 public:
  /// What is remembered between steps, before the first: of these shapes and dtypes alone.
  virtual Arrays bootstrap(const Array& loss, const Arrays& gradients,
                           const Arrays& parameters) const = 0;
  /// (whether it has converged, a scalar bool; what is remembered)
  virtual std::pair<Array, Arrays> one_step(const ConvergenceStep& step,
                                            const Arrays& state) const = 0;
};

/// Any criterion; a default-constructed one never holds.
class ConvergenceCriterion {
 public:
  ConvergenceCriterion() = default;
  explicit ConvergenceCriterion(Ref<const ConvergenceRules> rules) : rules_(std::move(rules)) {}
  explicit operator bool() const { return static_cast<bool>(rules_); }
  const ConvergenceRules& rules() const { return *rules_; }

 private:
  Ref<const ConvergenceRules> rules_;
};

struct LossNotDecreasingOptions {
  std::optional<double> atol = {};  ///< of the average decrease of the loss in a step
  std::optional<double> rtol = {};  ///< the same, as a fraction of that at step window_size
  std::int64_t window_size = 10;    ///< steps over which decreases are averaged
  std::int64_t min_num_steps = 20;  ///< before it can hold
};
/// Holds when the moving average of the loss's decrease, of weight 1 / window_size for the newest,
/// is at most max(atol, rtol (the average when window_size steps were done)).
class LossNotDecreasing : public ConvergenceCriterion {
 public:
  explicit LossNotDecreasing(const LossNotDecreasingOptions& options);
};

struct SuccessiveGradientsAreUncorrelatedOptions {
  std::int64_t window_size = 10;    ///< steps over which products are averaged
  std::int64_t min_num_steps = 20;  ///< before it can hold
};
/// Holds when the moving average of the inner products of successive gradients is not positive: as
/// is so when the parameters wander about a minimum.
class SuccessiveGradientsAreUncorrelated : public ConvergenceCriterion {
 public:
  explicit SuccessiveGradientsAreUncorrelated(
      const SuccessiveGradientsAreUncorrelatedOptions& options = {});
};

}  // namespace aleator::optimize
