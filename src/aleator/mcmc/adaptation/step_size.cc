// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/adaptation/step_size.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/parts/pooling.h"

#include <cmath>

namespace aleator::mcmc {

DualAveraging::State DualAveraging::start(bool is_adapting, double shrinkage) const {
  const Array zero = strong_scalar(0.);
  return {Array(is_adapting), zero, zero, zero, strong_scalar(std::log(shrinkage)), zero};
}

DualAveraging::State DualAveraging::observe(const State& s, const Array& log_accept_ratio) const {
  const Array acceptance = astype(exp(minimum(0., log_accept_ratio)), float64);
  const Array num_steps = s.num_steps + 1.;
  const Array share = 1. / (num_steps + step_count_smoothing);
  const Array error = (1. - share) * s.error + share * (target_accept_prob - acceptance);
  const Array log_factor = s.log_shrinkage - sqrt(num_steps) / exploration_shrinkage * error;
  const Array weight = exp(-decay_rate * log(num_steps));
  return {s.is_adapting, log_factor,      weight * log_factor + (1. - weight) * s.log_average,
          error,         s.log_shrinkage, num_steps};
}

Parameters DualAveraging::tuned(const Parameters& parameters, const State& s) {
  Parameters result = parameters;
  const Array factor = where(s.is_adapting, exp(s.log_factor), 1.);
  result.step_size = parameters.step_size * astype(factor, parameters.step_size.dtype());
  return result;
}

Parameters DualAveraging::pooled(const Parameters& parameters, const State& states) {
  Parameters result = parameters;
  const Array factor = exp(median(states.log_average));
  result.step_size = parameters.step_size * astype(factor, parameters.step_size.dtype());
  return result;
}

void DualAveraging::check(const char* who) const {
  if (!(target_accept_prob > 0 && target_accept_prob < 1)) {
    throw ValueError(
        text(who, ": target_accept_prob must lie between 0 and 1, got ", target_accept_prob));
  }
  if (!(exploration_shrinkage > 0)) {
    throw ValueError(
        text(who, ": exploration_shrinkage must be positive, got ", exploration_shrinkage));
  }
  if (!(step_count_smoothing >= 0)) {
    throw ValueError(
        text(who, ": step_count_smoothing must not be negative, got ", step_count_smoothing));
  }
  if (!(decay_rate > 0.5 && decay_rate <= 1))
    throw ValueError(text(who, ": decay_rate must lie in (0.5, 1], got ", decay_rate));
}

namespace {

/// One epoch, within which each chain finds its step size.
class StepSizeRules final : public AdaptationRules {
 public:
  StepSizeRules(const DualAveraging& averaging, std::int64_t num_steps)
      : averaging_(averaging), num_steps_(num_steps) {}

  std::vector<std::int64_t> epochs() const override {
    if (num_steps_ == 0) return {};
    return {num_steps_};
  }
  Tuning start(const Parameters& parameters, const ArrayType&) const override {
    return {parameters, {Array(true)}};
  }
  Arrays begin_epoch(const Tuning& tuning, const ArrayType&) const override {
    const bool is_adapting = num_steps_ > 0 && tuning.memory[0].item<bool>();
    return flatten<Array>(averaging_.start(is_adapting, kShrinkage));
  }
  Arrays observe(const Arrays& statistics, const Observation& seen) const override {
    return flatten<Array>(averaging_.observe(state_of(statistics), seen.info.log_accept_ratio));
  }
  Parameters tuned(const Parameters& parameters, const Arrays& statistics) const override {
    return DualAveraging::tuned(parameters, state_of(statistics));
  }
  Tuning update(const Tuning& tuning, const Arrays& all_chains) const override {
    return {DualAveraging::pooled(tuning.parameters, state_of(all_chains)), {Array(false)}};
  }
  bool mixes_chains() const override { return false; }

 private:
  static constexpr double kShrinkage = 10;  // tries large steps first, which are cheap (Stan's)
  static DualAveraging::State state_of(const Arrays& statistics) {
    return unflatten<Array>(DualAveraging::State{}, statistics);
  }
  const DualAveraging averaging_;
  const std::int64_t num_steps_;
};

class DualAveragingRules final : public WrapperRules {
 public:
  DualAveragingRules(const Kernel& inner_kernel, Ref<const AdaptationRules> adaptation)
      : WrapperRules(inner_kernel), adaptation_(std::move(adaptation)) {
    if (inner().adaptation()) {
      throw ValueError(
          "DualAveragingStepSizeAdaptation: the inner kernel already adapts; nest one adaptation");
    }
  }
  std::string_view name() const override { return "DualAveragingStepSizeAdaptation"; }
  Ref<const AdaptationRules> adaptation() const override { return adaptation_; }

 private:
  Ref<const AdaptationRules> adaptation_;
};

}  // namespace

Ref<const KernelRules> DualAveragingStepSizeAdaptation::rules() const {
  const DualAveraging averaging{target_accept_prob, exploration_shrinkage, step_count_smoothing,
                                decay_rate};
  averaging.check("DualAveragingStepSizeAdaptation");
  if (num_adaptation_steps < 0) {
    throw ValueError(
        text("DualAveragingStepSizeAdaptation: num_adaptation_steps must not be negative, got ",
             num_adaptation_steps));
  }
  return make_ref<DualAveragingRules>(inner_kernel,
                                      make_ref<StepSizeRules>(averaging, num_adaptation_steps));
}

}  // namespace aleator::mcmc
