// SPDX-License-Identifier: Apache-2.0
// Declares averages in which each sample is left out, or replaced by the others. Names are TFP's.
#pragma once

#include "aleator/array/array.h"

namespace aleator::stats {

// Along the axis element i of the result is a function of the n samples but the i-th; n must be at
// least 2. Memory n^2: sums over the others are formed, nothing is subtracted. Baselines of
// gradient estimators are made of them (Mnih and Rezende 2016, Variational inference for Monte
// Carlo objectives).

/// log of the sum over j != i of exp(logx_j), and of their mean.
Array log_loosum_exp(const Array& logx, std::int64_t axis = 0);
Array log_loomean_exp(const Array& logx, std::int64_t axis = 0);
/// log of the sum, and of the mean, of exp(logx) with logx_i replaced by the mean of the others.
Array log_soosum_exp(const Array& logx, std::int64_t axis = 0);
Array log_soomean_exp(const Array& logx, std::int64_t axis = 0);

}  // namespace aleator::stats
