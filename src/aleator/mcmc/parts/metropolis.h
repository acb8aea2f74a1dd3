// SPDX-License-Identifier: Apache-2.0
// Defines the Metropolis decision.
#pragma once

#include "aleator/array/array.h"
#include "aleator/random/key.h"

namespace aleator::mcmc {

struct Decision {
  Array is_accepted;
  Array log_accept_ratio;  ///< -inf where it was NaN: such proposals are rejected
};
/// Accepts with probability min(1, exp(log_ratio)).
Decision metropolis_decision(const Key& key, const Array& log_ratio);

/// `proposed` where accepted, else `current`, leaf by leaf; the branch not taken keeps its NaN to
/// itself.
Arrays choose(const Array& is_accepted, const Arrays& proposed, const Arrays& current);

}  // namespace aleator::mcmc
