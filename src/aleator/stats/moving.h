// SPDX-License-Identifier: Apache-2.0
// Declares moments that forget: exponentially weighted means and variances. Names are TFP's.
#pragma once

#include "aleator/array/array.h"

#include <optional>

namespace aleator::stats {

// As the moments of running.h each is a state that pure functions take on, so it may be the state
// of a loop, or stand in variables: "assign" is what the caller does with the result.

struct MovingMeanVariance {
  Array mean, variance;
  Array zero_debias_count;  ///< updates so far

  static MovingMeanVariance from_shape(const Shape& shape, Dtype dtype = float64);
};

struct MovingMeanVarianceOptions {
  Array decay = 0.99;                     ///< of what was, from 0 to 1
  std::optional<std::int64_t> axis = {};  ///< of several values that count as one, of equal weight
};
/// The mean and variance where what was weighs `decay` and the new value 1 - decay:
///
///   mean' = decay mean + (1 - decay) value
///   variance' = decay (variance + (1 - decay) (value - mean)^2)
///
/// Source: Finch 2009, "Incremental calculation of weighted mean and variance".
MovingMeanVariance assign_moving_mean_variance(const Array& value, const MovingMeanVariance& moving,
                                               const MovingMeanVarianceOptions& options = {});

/// What the values so far say, without the weight decay^zero_debias_count of the zero at the start;
/// NaN before the first.
MovingMeanVariance moving_mean_variance_zero_debiased(const MovingMeanVariance& moving,
                                                      const Array& decay = 0.99);

/// log(decay exp(moving_log_mean_exp) + (1 - decay) exp(log_value)), without overflow.
Array assign_log_moving_mean_exp(const Array& log_value, const Array& moving_log_mean_exp,
                                 const Array& decay = 0.99);

}  // namespace aleator::stats
