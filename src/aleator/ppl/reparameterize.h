// SPDX-License-Identifier: Apache-2.0
// Declares the non-centred form of choices with a location and a scale.
#pragma once

#include "aleator/ppl/scope.h"

#include <string>
#include <vector>

namespace aleator::ppl {

/// Whether draws of the distribution are a function of its location, its scale and a draw that
/// knows neither: Normal, StudentT, Cauchy, Laplace, Logistic, Gumbel, LogNormal,
/// MultivariateNormalDiag, MultivariateNormalTriL, and Independent and Sample of these.
bool has_noncentered_form(const Distribution& distribution);

/// Choices x of these names become deterministic: x = loc + scale * x_raw, where x_raw is a choice
/// of the standard distribution (of a LogNormal, x = exp(...)). The distribution of x is the same;
/// samplers see x_raw, whose scale does not depend on others. Observed choices stay as they are.
///
/// Source: Papaspiliopoulos, Roberts and Skold 2007, "A general framework for the parametrization
/// of hierarchical models".
Handler reparameterize(const std::vector<std::string>& names);

}  // namespace aleator::ppl
