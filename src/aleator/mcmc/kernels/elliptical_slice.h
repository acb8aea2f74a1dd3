// SPDX-License-Identifier: Apache-2.0
// Defines the elliptical slice sampler.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"
#include "aleator/mcmc/parts/parts_fn.h"

namespace aleator::mcmc {

/// The elliptical slice sampler, for posteriors that are a Gaussian prior of mean 0 times a
/// likelihood: the draw lies on the ellipse through the state and a draw of the prior, where the
/// likelihood exceeds a random share of the present one. Nothing to tune, no gradient.
///
/// Source: Murray, Adams and MacKay (2010), "Elliptical slice sampling". Since only the prior's
/// draws are known, the log density reported is that of the likelihood. The Gaussian is of the
/// state itself: do not put it into a TransformedTransitionKernel.
struct EllipticalSliceSampler {
  PartsFn<Key> normal_sampler_fn = required("normal_sampler_fn");  ///< (key) -> a draw's parts
  TargetLogProbFn log_likelihood_fn = required("log_likelihood_fn");

  static constexpr std::string_view kName = "EllipticalSliceSampler";
  struct State {
    Array position, log_density;
  };
  struct Info {
    Array log_accept_ratio, is_transition;
    Array is_accepted;  ///< false when the slice was not hit within 100 tries: the state stays
    Array num_steps;    ///< evaluations of the likelihood
  };
  TargetLogProbFn target() const { return log_likelihood_fn; }
  Parameters parameters() const { return {}; }
  State init(const Target& target, const Array& position) const;
  std::pair<State, Info> step(const Key& key, const Target& target, const Parameters& parameters,
                              const State& state) const;
};

}  // namespace aleator::mcmc
