// SPDX-License-Identifier: Apache-2.0
// Declares the scalar kernel of the Bessel function J.
#pragma once

namespace aleator::scalar {

/// J_v(x) for v, x >= 0; NaN elsewhere, and where 2 sqrt(v + 1) < x and v > 1e6, since the work is
/// proportional to v there.
double bessel_jv(double v, double x);

}  // namespace aleator::scalar
