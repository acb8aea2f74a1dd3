// SPDX-License-Identifier: Apache-2.0
// Declares automatic structured variational inference: surrogates that have the form of a model.
#pragma once

#include "aleator/ppl/joint_distribution.h"
#include "aleator/vi/surrogate_posterior.h"

namespace aleator::ppl {

struct AsviOptions {
  bool mean_field = false;            ///< choices do not depend on each other
  double initial_prior_weight = 0.5;  ///< of the model's own parameters, between 0 and 1
  Key key = Key(0);                   ///< of the draw of the model that parameters start from
};

/// A surrogate over the choices of a model that are not observed, for the target that make_target
/// makes of it, unreparameterized. Each choice keeps its family; each parameter that can be trained
/// is w p + (1 - w) a, where p is what the model computes from earlier choices, as the surrogate
/// draws them, and the weight w and the value a are trained. Uniform, HalfNormal, Exponential and
/// Chi2 become the Beta (shifted and scaled), TruncatedNormal, Gamma and Gamma that they are cases
/// of. Choices of other kinds (wrappers, families without trainable parameters) are normal over the
/// reals and mapped onto their support.
///
/// ValueError for a discrete choice, and for one whose support depends on other choices.
///
/// Source: Ambrogioni, Lin, Fertig, Vikram, Hinne, Moore and van Gerven (2021), "Automatic
/// structured variational inference". It stands here and not in vi, which knows no models.
vi::SurrogatePosterior build_asvi_surrogate_posterior(const JointDistribution& conditioned,
                                                      const AsviOptions& options = {});

}  // namespace aleator::ppl
