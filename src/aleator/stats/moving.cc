// SPDX-License-Identifier: Apache-2.0
#include "aleator/stats/moving.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::stats {

MovingMeanVariance MovingMeanVariance::from_shape(const Shape& shape, Dtype dtype) {
  return {zeros(shape, dtype), zeros(shape, dtype), zeros({}, dtype)};
}

MovingMeanVariance assign_moving_mean_variance(const Array& value, const MovingMeanVariance& moving,
                                               const MovingMeanVarianceOptions& options) {
  const Array sample = astype(value, moving.mean.dtype());
  const Axes axes = options.axis ? Axes{*options.axis} : Axes(Dims{});
  const Array center = options.axis ? aleator::mean(sample, {.axes = axes}) : sample;
  if (center.shape() != moving.mean.shape())
    throw ShapeError(text("assign_moving_mean_variance: a value must have the shape of the mean, ",
                          moving.mean.shape(), options.axis ? ", and an axis of values" : "",
                          ", got ", value.shape()));
  const Array rest = 1. - options.decay, step = center - moving.mean;
  // The variances of what was and of the new values, and that between the two.
  const Array within =
      options.axis ? aleator::variance(sample, {.axes = axes}) : zeros_like(center);
  return {moving.mean + rest * step,
          options.decay * (moving.variance + rest * square(step)) + rest * within,
          moving.zero_debias_count + 1.};
}

MovingMeanVariance moving_mean_variance_zero_debiased(const MovingMeanVariance& moving,
                                                      const Array& decay) {
  const Array weight = -expm1(moving.zero_debias_count * log(decay));
  const Array mean = moving.mean / weight;
  // Of a mixture of zero and of the values, whose means are apart.
  const Array variance = moving.variance / weight - (1. - weight) * square(mean);
  return {mean, maximum(variance, 0.), moving.zero_debias_count};
}

Array assign_log_moving_mean_exp(const Array& log_value, const Array& moving_log_mean_exp,
                                 const Array& decay) {
  return log_add_exp(moving_log_mean_exp + log(decay), log_value + log1p(-decay));
}

}  // namespace aleator::stats
