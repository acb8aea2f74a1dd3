// SPDX-License-Identifier: Apache-2.0
// Implements the picture of energies.
#include "aleator/report/plots/energy.h"

#include "aleator/base/text.h"
#include "aleator/report/plots/density.h"
#include "aleator/stats/digits.h"
#include "aleator/stats/energy.h"
#include "aleator/stats/moments.h"

#include <algorithm>
#include <cmath>

namespace aleator::report {

Picture energy(const stats::Chains& energies) {
  stats::check_chains(energies);
  std::vector<double> centred, changes;
  double lowest = INFINITY;
  for (std::int64_t c = 0; c < energies.num_chains; ++c) {
    const auto chain = energies.chain(c);
    const double mean = stats::mean(chain);
    for (std::size_t i = 0; i < chain.size(); ++i) {
      centred.push_back(chain[i] - mean);
      if (i > 0) changes.push_back(chain[i] - chain[i - 1]);
    }
    lowest = std::min(lowest, stats::energy_bfmi(chain));
  }
  Picture out = densities("energy", {{centred, "fit", "energy, about its mean"},
                                     {changes, "chain c0", "change by a transition"}});
  if (std::isfinite(lowest))
    out.caption = text("Smallest E-BFMI of a chain: ", stats::estimate_text(lowest, 0.005), ".");
  return out;
}

}  // namespace aleator::report
