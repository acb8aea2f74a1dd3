// SPDX-License-Identifier: Apache-2.0
// Defines the parts of Hamiltonian kernels: momentum, kinetic energy, leapfrog steps.
#pragma once

#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// A point of phase space with what the next leapfrog needs.
struct PhasePoint {
  Array position, momentum, log_density, gradient;
};

/// With D = diag(inverse_metric) and the directions b_k and stretches c_k of the parameters,
/// positions change by F D p and momenta by F' g, where F = I + sum_k c_k b_k b_k' D^-1: the
/// leapfrog steps of the metric D alone on the posterior with coordinates F^-1 x, whose kinetic
/// energy p' D p / 2 they keep. So the inverse metric is F D F', and nothing but the steps knows of
/// directions. Without directions F = I.

/// A momentum from the Gaussian whose covariance is the inverse of D.
Array sample_momentum(const Key& key, const Array& position, const Array& inverse_metric);
/// F D p, how fast a position changes.
Array velocity(const Parameters& parameters, const Array& momentum);
/// p' D p / 2.
Array kinetic_energy(const Array& momentum, const Array& inverse_metric);
/// Potential plus kinetic energy.
Array total_energy(const PhasePoint& point, const Array& inverse_metric);
/// One step of the leapfrog (Stoermer-Verlet) integrator: one gradient.
PhasePoint leapfrog(const Target& target, const Parameters& parameters, const PhasePoint& point);

}  // namespace aleator::mcmc
