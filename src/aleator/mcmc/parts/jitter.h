// SPDX-License-Identifier: Apache-2.0
// Defines trajectories of jittered length: how long, and in how many steps.
#pragma once

#include "aleator/array/ops/control.h"
#include "aleator/mcmc/parameters.h"

namespace aleator::mcmc {

/// Element n of the Halton sequence of base 2: the binary digits of n, mirrored at the point.
Array halton_base2(const Array& n);

/// The steps of a trajectory that lasts `fraction` of the trajectory length: between 1 and the
/// most, also where a parameter is not a number.
Array num_leapfrog_steps(const Parameters& parameters, const Array& fraction, int most);

/// f applied to a point `num_steps` times, which may be another number for every chain.
template <class Point, class F>
Point repeated(const Array& num_steps, F f, const Point& start) {
  struct Loop {
    Point point;
    Array steps;
  };
  return while_loop([&](const Loop& l) { return l.steps < num_steps; },
                    [&](const Loop& l) {
                      return Loop{f(l.point), l.steps + 1};
                    },
                    Loop{start, astype(0, int64)})
      .point;
}

/// Throws ValueError or ShapeError "<who>: ..." about the options of such kernels.
void check_jitter(const char* who, int max_leapfrog_steps, const Array& trajectory_length);

}  // namespace aleator::mcmc
