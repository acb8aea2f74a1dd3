// SPDX-License-Identifier: Apache-2.0
// Declares integrals over the line of densities with one hill, in a fixed number of points.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

namespace aleator {

/// Where a density over the line has its mass; all of its batch shape.
struct LineWindow {
  Array center, width;          ///< of the hill: the width of its sharper side
  Array left_rate, right_rate;  ///< beyond it falls at least like exp(-rate |s|)
};

/// The integral over the line of f, a density times a slow function, by the trapezoidal rule in u
/// with s = center + width sinh(u): an error below 1e-12 of the density's mass where f is smooth
/// on the scale of the distance from the center. f gets s of shape [161] + batch. Derivatives are
/// those of f.
Array integral_over_line(const LineWindow& window, const Callable<Array(const Array& s)>& f);

/// -E log p(x) of a density p: by log_prob at x(s), where log |dx / ds| is log_slope.
struct LogDensityAt {
  Array log_prob, log_slope;
};
Array entropy_over_line(const LineWindow& window,
                        const Callable<LogDensityAt(const Array& s)>& density);

}  // namespace aleator
