// SPDX-License-Identifier: Apache-2.0
// Declares what processes at finitely many points share: checks of points, means, noise.
#pragma once

#include "aleator/distributions/multivariate/gaussian_process.h"

namespace aleator::distributions {

/// ShapeError naming `who` and the field unless an axis of points stands before those of features.
void check_points(const char* who, const char* field, const Array& points, int feature_ndims);

/// Means at points, broadcast, so that a mean of fewer axes is one for each point.
Array mean_at(const MeanFunction& mean_fn, const Array& points, int feature_ndims);

/// matrix + (variance + jitter) I, the variance being one number a matrix.
Array with_noise(const Array& matrix, const Array& variance, double jitter);

}  // namespace aleator::distributions
