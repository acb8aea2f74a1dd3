// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/metropolis_hastings.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/parts/metropolis.h"

namespace aleator::mcmc {
namespace {

class MetropolisHastingsRules final : public WrapperRules {
 public:
  explicit MetropolisHastingsRules(const Kernel& inner_kernel) : WrapperRules(inner_kernel) {
    if (inner().is_calibrated()) {
      throw ValueError(
          text("MetropolisHastings: inner_kernel must be a proposal (an uncalibrated kernel), got ",
               inner().name(), ", which already makes its own decision; use it directly"));
    }
  }
  std::string_view name() const override { return "MetropolisHastings"; }
  bool is_calibrated() const override { return true; }

  std::pair<Arrays, TransitionInfo> step(const Key& key, const Target& target,
                                         const Parameters& parameters,
                                         const Arrays& state) const override {
    const auto [proposal_key, accept_key] = split<2>(key);
    auto [proposed, info] = inner().step(proposal_key, target, parameters, state);
    const Array log_ratio = inner().log_density(proposed) - inner().log_density(state) +
                            info.proposal.log_acceptance_correction;
    const auto [is_accepted, ratio] = metropolis_decision(accept_key, log_ratio);
    info.log_accept_ratio = ratio;
    info.is_accepted = is_accepted;
    return {choose(is_accepted, proposed, state), info};
  }
};

}  // namespace

Ref<const KernelRules> MetropolisHastings::rules() const {
  return make_ref<MetropolisHastingsRules>(inner_kernel);
}

}  // namespace aleator::mcmc
