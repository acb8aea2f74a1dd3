// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/parts/metropolis.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::mcmc {

Decision metropolis_decision(const Key& key, const Array& log_ratio) {
  const Array ratio = where(is_nan(log_ratio), -std::numeric_limits<double>::infinity(), log_ratio);
  return {log(random::uniform(key, {}, float64)) < ratio, ratio};
}

Arrays choose(const Array& is_accepted, const Arrays& proposed, const Arrays& current) {
  Arrays chosen;
  for (std::size_t i = 0; i < proposed.size(); ++i)
    chosen.push_back(where(is_accepted, proposed[i], current[i]));
  return chosen;
}

}  // namespace aleator::mcmc
