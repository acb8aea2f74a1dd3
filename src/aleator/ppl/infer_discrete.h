// SPDX-License-Identifier: Apache-2.0
// Declares what is known of the discrete choices that samplers sum out.
#pragma once

#include "aleator/ppl/joint_distribution.h"

namespace aleator::ppl {

/// The log density with the joint's discrete latent choices summed out, at values of every other
/// choice that is not observed; values with leading axes are as many draws.
Array marginal_log_prob(const JointDistribution& joint, const Values& others);

/// The probability of each outcome of the discrete latent choices given all else, by name:
/// [members..., outcomes]. Under the draws of a posterior [chain, draw, members..., outcomes],
/// whose mean over draws is the posterior probability.
Values discrete_probabilities(const JointDistribution& joint, const Values& others);
Values discrete_probabilities(const JointDistribution& joint, const stats::Posterior& posterior);

/// Joint draws of the discrete latent choices given all else; under the draws of a posterior one
/// for each: together they are draws of the whole posterior.
Values infer_discrete(const JointDistribution& joint, const Values& others, const Key& key);
Values infer_discrete(const JointDistribution& joint, const stats::Posterior& posterior,
                      const Key& key);

}  // namespace aleator::ppl
