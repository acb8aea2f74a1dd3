// SPDX-License-Identifier: Apache-2.0
// Declares make_target, the bridge from models to samplers and variational inference.
#pragma once

#include "aleator/mcmc/log_density.h"
#include "aleator/ppl/joint_distribution.h"

namespace aleator::ppl {

enum class Reparameterization { Off, Auto, All };

/// Which choices with a location and a scale are sampled in non-centred form (see
/// ppl::reparameterize): none; those whose location or scale depends on other choices; all; or
/// those of these names. Observed choices never are.
class Reparameterize {
 public:
  Reparameterize(Reparameterization which = Reparameterization::Off) : which(which) {}
  Reparameterize(std::initializer_list<std::string> names)
      : which(Reparameterization::Off), names(names) {}

  Reparameterization which;
  std::vector<std::string> names = {};
};
using enum Reparameterization;

struct TargetOptions {
  Reparameterize reparameterize = Off;
};

/// The posterior of a conditioned program as a log density over its continuous choices: names,
/// shapes and bijectors are those of the choices.
///
/// - Choices of finitely many outcomes, 0, 1, ..., n - 1 or those of a FiniteDiscrete, are summed
/// out: per member of their plates,
///   and along the steps of a markov site. See docs/design/020-models.md for what can be.
/// - Where the support of a choice depends on other choices, as that of Uniform(0, theta), the part
///   of that name is unconstrained, and the density is that of the unconstrained value.
/// - Posteriors report choices and deterministic sites by their names.
///
/// ValueError names a choice that samplers cannot have: one of unboundedly many outcomes, and what
/// prevents a sum.
LogDensity make_target(const JointDistribution& conditioned, const TargetOptions& options = {});

}  // namespace aleator::ppl
