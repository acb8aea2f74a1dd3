// SPDX-License-Identifier: Apache-2.0
// Declares the tails of the noncentral chi-squared distribution.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// log P(X <= x), for x >= 0: the sum over Poisson counts j of their probability times the tail of
/// a chi-squared variable with df + 2 j degrees of freedom, from the largest term outwards. Terms
/// are positive: the relative error is about 1e-14 and that of log_igamma. Beyond terms of number
/// 1e6 by the normal approximation of the cube root (M. Sankaran 1959), with 6 digits near the
/// middle.
/// Derivatives of all orders in x and noncentrality; those in df are of order one.
Array log_noncentral_chi2_cdf(const Array& df, const Array& noncentrality, const Array& x);
/// log P(X > x) likewise.
Array log_noncentral_chi2_survival(const Array& df, const Array& noncentrality, const Array& x);
/// The log density.
Array log_noncentral_chi2_density(const Array& df, const Array& noncentrality, const Array& x);

}  // namespace aleator
