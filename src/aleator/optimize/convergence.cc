// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/convergence.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

namespace aleator::optimize {
namespace {

void check_window(const char* who, std::int64_t window_size, std::int64_t min_num_steps) {
  if (window_size < 1 || min_num_steps < 0) {
    throw ValueError(text(who, ": needs window_size >= 1 and min_num_steps >= 0, got ", window_size,
                          " and ", min_num_steps));
  }
}

Array averaged(const Array& average, const Array& value, std::int64_t window_size) {
  return average + (value - average) / static_cast<double>(window_size);
}

/// Remembers the last loss, the average decrease, and that at step window_size.
class LossRules final : public ConvergenceRules {
 public:
  explicit LossRules(const LossNotDecreasingOptions& options) : options_(options) {
    check_window("LossNotDecreasing", options.window_size, options.min_num_steps);
    if (!options.atol && !options.rtol)
      throw ValueError("LossNotDecreasing: needs atol or rtol, got neither");
    if (options.atol.value_or(0) < 0 || options.rtol.value_or(0) < 0)
      throw ValueError("LossNotDecreasing: atol and rtol must not be negative");
  }
  Arrays bootstrap(const Array& loss, const Arrays&, const Arrays&) const override {
    return Arrays(3, zeros_like(loss));
  }
  std::pair<Array, Arrays> one_step(const ConvergenceStep& now,
                                    const Arrays& state) const override {
    const Array decrease = state[0] - now.loss;
    // The first decrease is that of step 1.
    const Array average = where(now.step <= 1, where(now.step == 0, zeros_like(decrease), decrease),
                                averaged(state[1], decrease, options_.window_size));
    const Array initial = where(now.step <= options_.window_size, average, state[2]);
    const Array tolerance = maximum(options_.atol.value_or(0), options_.rtol.value_or(0) * initial);
    const Array is_late = now.step >= std::max<std::int64_t>(2, options_.min_num_steps);
    return {logical_and(is_late, average <= tolerance), {now.loss, average, initial}};
  }

 private:
  LossNotDecreasingOptions options_;
};

/// Remembers the last gradients and the average of the products.
class GradientRules final : public ConvergenceRules {
 public:
  explicit GradientRules(const SuccessiveGradientsAreUncorrelatedOptions& options)
      : options_(options) {
    check_window("SuccessiveGradientsAreUncorrelated", options.window_size, options.min_num_steps);
  }
  Arrays bootstrap(const Array&, const Arrays& gradients, const Arrays&) const override {
    Arrays state{zeros({}, float64)};
    for (const Array& gradient : gradients) state.push_back(zeros_like(gradient));
    return state;
  }
  std::pair<Array, Arrays> one_step(const ConvergenceStep& now,
                                    const Arrays& state) const override {
    Array product = zeros({}, float64);
    for (std::size_t i = 0; i < now.gradients.size(); ++i)
      product = product + astype(sum(now.gradients[i] * state[i + 1]), float64);
    const Array average =
        where(now.step <= 1, product, averaged(state[0], product, options_.window_size));
    const Array is_late = now.step >= std::max<std::int64_t>(2, options_.min_num_steps);
    Arrays next{average};
    next.insert(next.end(), now.gradients.begin(), now.gradients.end());
    return {logical_and(is_late, average <= 0.), next};
  }

 private:
  SuccessiveGradientsAreUncorrelatedOptions options_;
};

}  // namespace

LossNotDecreasing::LossNotDecreasing(const LossNotDecreasingOptions& options)
    : ConvergenceCriterion(make_ref<LossRules>(options)) {}

SuccessiveGradientsAreUncorrelated::SuccessiveGradientsAreUncorrelated(
    const SuccessiveGradientsAreUncorrelatedOptions& options)
    : ConvergenceCriterion(make_ref<GradientRules>(options)) {}

}  // namespace aleator::optimize
