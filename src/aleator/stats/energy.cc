// SPDX-License-Identifier: Apache-2.0
// Implements the energy diagnostic.
#include "aleator/stats/energy.h"

#include "aleator/stats/moments.h"

#include <limits>

namespace aleator::stats {

double energy_bfmi(std::span<const double> energies) {
  if (energies.size() < 3 || !is_finite(energies) || is_constant(energies)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const double scale = unit_scale(energies);
  double steps = 0, spread = 0;
  const double center = mean(energies);
  for (std::size_t i = 0; i < energies.size(); ++i) {
    const double z = (energies[i] - center) * scale;
    const double step = i == 0 ? 0 : (energies[i] - energies[i - 1]) * scale;
    spread += z * z;
    steps += step * step;
  }
  return steps / spread;
}

}  // namespace aleator::stats
