// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/adaptation/simple_step_size.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/base/text.h"

#include <cmath>

namespace aleator::mcmc {
namespace {

class SimpleAdaptation final : public AdaptationRules {
 public:
  explicit SimpleAdaptation(const SimpleStepSizeAdaptation& options)
      : num_steps_(options.num_adaptation_steps),
        target_(options.target_accept_prob),
        factor_(1 + options.adaptation_rate) {}

  std::vector<std::int64_t> epochs() const override {
    return std::vector<std::int64_t>(static_cast<std::size_t>(num_steps_), 1);
  }
  bool mixes_chains() const override { return true; }
  Arrays begin_epoch(const Tuning&, const ArrayType&) const override { return {strong_scalar(0.)}; }

  Arrays observe(const Arrays&, const Observation& seen) const override {
    return {astype(exp(minimum(0., seen.info.log_accept_ratio)), float64)};
  }

  Tuning update(const Tuning& tuning, const Arrays& all_chains) const override {
    Tuning updated = tuning;
    updated.parameters.step_size =
        tuning.parameters.step_size * where(mean(all_chains[0]) > target_, factor_, 1 / factor_);
    return updated;
  }

 private:
  std::int64_t num_steps_;
  double target_, factor_;
};

class AdaptedRules final : public WrapperRules {
 public:
  explicit AdaptedRules(const SimpleStepSizeAdaptation& options)
      : WrapperRules(options.inner_kernel), adaptation_(make_ref<SimpleAdaptation>(options)) {
    if (inner().adaptation())
      throw ValueError(
          "SimpleStepSizeAdaptation: the inner kernel already adapts; nest one adaptation");
  }
  std::string_view name() const override { return "SimpleStepSizeAdaptation"; }
  Ref<const AdaptationRules> adaptation() const override { return adaptation_; }

 private:
  Ref<const AdaptationRules> adaptation_;
};

}  // namespace

Ref<const KernelRules> SimpleStepSizeAdaptation::rules() const {
  if (num_adaptation_steps < 0)
    throw ValueError(
        text("SimpleStepSizeAdaptation: num_adaptation_steps must not be negative, got ",
             num_adaptation_steps));
  if (!(target_accept_prob > 0 && target_accept_prob < 1)) {
    throw ValueError(
        text("SimpleStepSizeAdaptation: target_accept_prob must lie between 0 and 1, got ",
             target_accept_prob));
  }
  if (!(adaptation_rate > 0))
    throw ValueError(
        text("SimpleStepSizeAdaptation: adaptation_rate must be positive, got ", adaptation_rate));
  return make_ref<AdaptedRules>(*this);
}

}  // namespace aleator::mcmc
