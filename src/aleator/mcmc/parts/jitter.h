// SPDX-License-Identifier: Apache-2.0
// Defines trajectories of jittered length: how long, and in how many steps.
#pragma once

#include "aleator/mcmc/parameters.h"

namespace aleator::mcmc {

/// Element n of the Halton sequence of base 2: the binary digits of n, mirrored at the point.
Array halton_base2(const Array& n);

/// The steps of a trajectory that lasts `fraction` of the trajectory length: between 1 and the
/// most, also where a parameter is not a number.
Array num_leapfrog_steps(const Parameters& parameters, const Array& fraction, int most);

/// Throws ValueError or ShapeError "<who>: ..." about the options of such kernels.
void check_jitter(const char* who, int max_leapfrog_steps, const Array& trajectory_length);

}  // namespace aleator::mcmc
