// SPDX-License-Identifier: Apache-2.0
#include "aleator/stats/running.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::stats {
namespace {

/// The new samples, along axis 0.
Array samples_of(const char* who, const Array& new_sample, std::optional<std::int64_t> axis,
                 const Array& mean) {
  const Array sample = astype(new_sample, mean.dtype());
  const Array samples =
      axis && sample.rank() > 0 ? move_axis(sample, *axis, 0) : expand_dims(sample, 0);
  const Shape one = mean.shape();
  Dims expected{samples.dim(0)};
  for (std::int64_t i = 0; i < one.rank(); ++i) expected.push_back(one[i]);
  if (samples.shape() != Shape(expected)) {
    throw ShapeError(text(who, ": a new sample must have the shape of the state, ", one,
                          axis ? ", and an axis of samples" : "", ", got ", new_sample.shape()));
  }
  return samples;
}

/// What some samples say, and the weights of their mean beside that of the state.
struct Chunk {
  Array samples, mean, num_samples, total, delta;
};

Chunk summarize(const Array& samples, const Array& num_samples, const Array& mean) {
  const Array count = astype(samples.dim(0), mean.dtype());
  const Array chunk_mean = aleator::mean(samples, {.axes = {0}});
  return {samples, chunk_mean, count, num_samples + count, chunk_mean - mean};
}

Array next_mean(const Chunk& chunk, const Array& mean) {
  return mean + chunk.delta * (chunk.num_samples / chunk.total);
}

/// Products of all pairs of elements of events, batch + event + event.
Array outer_events(const Array& x, std::int64_t event_ndims) {
  Dims left, right;
  for (std::int64_t i = 0; i < x.rank(); ++i) {
    left.push_back(x.dim(i));
    if (i < x.rank() - event_ndims) right.push_back(x.dim(i));
  }
  for (std::int64_t i = 0; i < event_ndims; ++i) left.push_back(1);
  for (std::int64_t i = 0; i < event_ndims; ++i) right.push_back(1);
  for (std::int64_t i = x.rank() - event_ndims; i < x.rank(); ++i) right.push_back(x.dim(i));
  return reshape(x, Shape(left)) * reshape(x, Shape(right));
}

void check_ndims(const char* who, const char* what, std::int64_t ndims, const Shape& shape) {
  if (ndims >= 0 && ndims <= shape.rank()) return;
  throw ValueError(text(who, ": ", what, " must be between 0 and the rank of the shape ", shape,
                        ", got ", ndims));
}

Dims first_axes(std::int64_t num) {
  Dims axes;
  for (std::int64_t i = 0; i < num; ++i) axes.push_back(i);
  return axes;
}

}  // namespace

RunningMean RunningMean::from_shape(const Shape& shape, Dtype dtype) {
  return {zeros({}, dtype), zeros(shape, dtype)};
}

RunningMean RunningMean::update(const Array& new_sample, std::optional<std::int64_t> axis) const {
  const Array samples = samples_of("RunningMean", new_sample, axis, mean);
  const Chunk chunk = summarize(samples, num_samples, mean);
  return {chunk.total, next_mean(chunk, mean)};
}

RunningVariance RunningVariance::from_shape(const Shape& shape, Dtype dtype) {
  return {zeros({}, dtype), zeros(shape, dtype), zeros(shape, dtype)};
}

RunningVariance RunningVariance::update(const Array& new_sample,
                                        std::optional<std::int64_t> axis) const {
  const Array samples = samples_of("RunningVariance", new_sample, axis, mean);
  const Chunk chunk = summarize(samples, num_samples, mean);
  const Array within = sum(square(samples - chunk.mean), {.axes = {0}});
  const Array between = square(chunk.delta) * (num_samples * chunk.num_samples / chunk.total);
  return {chunk.total, next_mean(chunk, mean), sum_squared_residuals + within + between};
}

Array RunningVariance::variance(int ddof) const {
  return sum_squared_residuals / (num_samples - ddof);
}

Array RunningVariance::stddev(int ddof) const { return sqrt(variance(ddof)); }

RunningCovariance RunningCovariance::from_shape(const Shape& shape, Dtype dtype,
                                                std::int64_t event_ndims) {
  check_ndims("RunningCovariance", "event_ndims", event_ndims, shape);
  const Array mean = zeros(shape, dtype);
  return {zeros({}, dtype), mean, outer_events(mean, event_ndims), event_ndims};
}

RunningCovariance RunningCovariance::update(const Array& new_sample,
                                            std::optional<std::int64_t> axis) const {
  const Array samples = samples_of("RunningCovariance", new_sample, axis, mean);
  const Chunk chunk = summarize(samples, num_samples, mean);
  const Array within = sum(outer_events(samples - chunk.mean, event_ndims), {.axes = {0}});
  const Array between =
      outer_events(chunk.delta, event_ndims) * (num_samples * chunk.num_samples / chunk.total);
  return {chunk.total, next_mean(chunk, mean), sum_squared_residuals + within + between,
          event_ndims};
}

Array RunningCovariance::covariance(int ddof) const {
  return sum_squared_residuals / (num_samples - ddof);
}

RunningPotentialScaleReduction RunningPotentialScaleReduction::from_shape(
    const Shape& shape, Dtype dtype, std::int64_t independent_chain_ndims) {
  const char* who = "RunningPotentialScaleReduction";
  check_ndims(who, "independent_chain_ndims", independent_chain_ndims, shape);
  return {RunningVariance::from_shape(shape, dtype), independent_chain_ndims};
}

RunningPotentialScaleReduction RunningPotentialScaleReduction::update(
    const Array& new_sample, std::optional<std::int64_t> axis) const {
  return {chain_variance.update(new_sample, axis), independent_chain_ndims};
}

Array RunningPotentialScaleReduction::potential_scale_reduction() const {
  const Dims chains = first_axes(independent_chain_ndims);
  const Array& n = chain_variance.num_samples;
  double m = 1;
  for (const std::int64_t axis : chains) m *= static_cast<double>(chain_variance.mean.dim(axis));
  const Array within = mean(chain_variance.variance(1), {.axes = chains});
  const Array between = aleator::variance(chain_variance.mean, {.axes = chains}, 1);
  const Array pooled = (n - 1) / n * within + between;
  return (m + 1) / m * (pooled / within) - (n - 1) / (m * n);
}

}  // namespace aleator::stats
