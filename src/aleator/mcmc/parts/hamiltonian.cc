// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/parts/hamiltonian.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/random/random.h"

namespace aleator::mcmc {

Array sample_momentum(const Key& key, const Array& position, const Array& inverse_metric) {
  return random::normal(key, position.shape(), position.dtype()) * rsqrt(inverse_metric);
}

Array velocity(const Parameters& parameters, const Array& momentum) {
  return parameters.inverse_metric * momentum;
}

Array kinetic_energy(const Array& momentum, const Array& inverse_metric) {
  return 0.5 * sum(square(momentum) * inverse_metric);
}

Array total_energy(const PhasePoint& point, const Array& inverse_metric) {
  return kinetic_energy(point.momentum, inverse_metric) - point.log_density;
}

PhasePoint leapfrog(const Target& target, const Parameters& parameters, const PhasePoint& point) {
  const Array half_kick = 0.5 * parameters.step_size;
  const Array middle = point.momentum + half_kick * point.gradient;
  const Array position = point.position + parameters.step_size * velocity(parameters, middle);
  const auto [log_density, gradient] = target.value_and_gradient(position);
  return {position, middle + half_kick * gradient, log_density, gradient};
}

}  // namespace aleator::mcmc
