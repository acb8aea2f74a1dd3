// SPDX-License-Identifier: Apache-2.0
// Defines the parts of Hamiltonian kernels: momentum, kinetic energy, leapfrog steps.
#pragma once

#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// A point of phase space with what the next leapfrog needs.
struct PhasePoint {
  Array position, momentum, log_density, gradient;
};

/// A momentum from the Gaussian whose covariance is the metric.
Array sample_momentum(const Key& key, const Array& position, const Array& inverse_metric);
/// inverse_metric p, how fast a position changes.
Array velocity(const Parameters& parameters, const Array& momentum);
/// p' inverse_metric p / 2.
Array kinetic_energy(const Array& momentum, const Array& inverse_metric);
/// Potential plus kinetic energy.
Array total_energy(const PhasePoint& point, const Array& inverse_metric);
/// One step of the leapfrog (Stoermer-Verlet) integrator: one gradient.
PhasePoint leapfrog(const Target& target, const Parameters& parameters, const PhasePoint& point);

}  // namespace aleator::mcmc
