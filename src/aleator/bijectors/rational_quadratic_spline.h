// SPDX-License-Identifier: Apache-2.0
// Defines the RationalQuadraticSpline bijector.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct RationalQuadraticSplineOptions {
  Array bin_widths = required("bin_widths");    ///< positive
  Array bin_heights = required("bin_heights");  ///< positive, with the sum of bin_widths
  Array knot_slopes = required("knot_slopes");  ///< at the inner knots, positive; one is for all
  Array range_min = -1.;                        ///< the first knot
};

/// A monotone piecewise rational quadratic function of numbers, the identity outside of its bounds
/// (C. Durkan, A. Bekasov, I. Murray and G. Papamakarios 2019, "Neural spline flows"). Knots are at
/// range_min
/// + the running sums of bin_widths, and are mapped to range_min + the running sums of bin_heights,
/// with the slopes knot_slopes; the slope at both bounds is 1. Along the last axis of the
/// parameters are bins or inner knots, leading axes are a batch.
///
/// With w and h the width and height of the bin, s = h / w, d and e the slopes at its ends, r the
/// place of x in it from 0 to 1, q = r (1 - r) and g = s + (d + e - 2 s) q:
///
///   y = y_k + h (s r^2 + d q) / g
///   log |dy/dx| = 2 log(s) + log(e r^2 + 2 s q + d (1 - r)^2) - 2 log(g)
class RationalQuadraticSpline : public Bijector {
 public:
  explicit RationalQuadraticSpline(const RationalQuadraticSplineOptions& options);
};

}  // namespace aleator::bijectors
