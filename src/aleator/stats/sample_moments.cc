// SPDX-License-Identifier: Apache-2.0
#include "aleator/stats/sample_moments.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/fourier.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/stats/sample_axes.h"

#include <algorithm>
#include <cmath>

namespace aleator::stats {
namespace {

Array centered(const Array& samples) {
  return samples - mean(samples, {.axes = {0}, .keep_dims = true});
}

/// [samples, others..., event] about their mean; without an event axis [samples, others...].
Array deviations(const char* who, const Array& x, const CovarianceOptions& options) {
  const Array values = as_floating(x);
  if (!options.event_axis) return centered(samples_first(who, values, options.sample_axis));
  const std::int64_t event = resolved_axis(who, values.shape(), *options.event_axis);
  const Dims samples = options.sample_axis.resolve(values.rank(), who);
  if (std::find(samples.begin(), samples.end(), event) != samples.end())
    throw ValueError(text(who, ": event_axis ", event, " must not be one of sample_axis"));
  const Array first = samples_first(who, values, options.sample_axis);
  const auto before = std::count_if(samples.begin(), samples.end(),
                                    [&](std::int64_t axis) { return axis < event; });
  return centered(move_axis(first, 1 + event - before, -1));
}

Array mean_product(const Array& x, const Array& y, bool has_event) {
  const double num = static_cast<double>(x.dim(0));
  if (!has_event) return mean(x * y, {.axes = {0}});
  // Samples by elements, for each of the others.
  const Array rows = move_axis(x, 0, -1), columns = move_axis(y, 0, -2);
  return matmul(rows, columns) / num;
}

void check_shapes(const char* who, const Array& x, const Array& y) {
  if (x.shape() != y.shape())
    throw ShapeError(text(who, ": y must have the shape of x, ", x.shape(), ", got ", y.shape()));
}

/// Sums of x[0], ..., x[i - 1] at i = 0, ..., n along the first axis.
Array sums_before(const Array& x) {
  return concatenate({zeros_like(slice_axis(x, 0, 0, 1)), cumulative_sum(x, 0)});
}

struct Windows {
  Array mean, variance;
};

/// Samples first; about the mean of all, which the differences of sums then do not hold.
Windows windows_of(const char* who, const Array& x, const WindowOptions& options) {
  const std::int64_t axis = resolved_axis(who, x.shape(), options.axis);
  const Array samples = move_axis(as_floating(x), axis, 0);
  const std::int64_t num = samples.dim(0);
  const Array high = options.high_indices.value_or(arange(num) + 1);
  const Array low = options.low_indices.value_or(floor_divide(high, 2));
  if (low.rank() != 1 || low.shape() != high.shape())
    throw ShapeError(text(who, ": low_indices and high_indices must be vectors of one length, got ",
                          low.shape(), " and ", high.shape()));
  const Array middle = mean(samples, {.axes = {0}, .keep_dims = true});
  const Array y = samples - middle;
  const Dims ones(static_cast<std::size_t>(y.rank() - 1), 1);
  const Array count = reshape(astype(high - low, y.dtype()), high.shape() + Shape(ones));
  const auto window_mean = [&](const Array& values) {
    const Array sums = sums_before(values);
    const Array total = take(sums, high) - take(sums, low);
    return where(count > 0, total / where(count > 0, count, 1), std::nan(""));
  };
  const Array first = window_mean(y), second = window_mean(square(y));
  return {move_axis(middle + first, 0, axis),
          move_axis(maximum(second - square(first), 0.), 0, axis)};
}

}  // namespace

Array variance(const Array& x, const SampleMomentOptions& options) {
  return aleator::variance(as_floating(x),
                           {.axes = options.sample_axis, .keep_dims = options.keep_dims});
}
Array stddev(const Array& x, const SampleMomentOptions& options) {
  return sqrt(variance(x, options));
}

Array covariance(const Array& x, const CovarianceOptions& options) {
  const Array d = deviations("covariance", x, options);
  return mean_product(d, d, options.event_axis.has_value());
}
Array covariance(const Array& x, const Array& y, const CovarianceOptions& options) {
  check_shapes("covariance", x, y);
  return mean_product(deviations("covariance", x, options), deviations("covariance", y, options),
                      options.event_axis.has_value());
}

Array correlation(const Array& x, const CovarianceOptions& options) {
  return correlation(x, x, options);
}
Array correlation(const Array& x, const Array& y, const CovarianceOptions& options) {
  check_shapes("correlation", x, y);
  const auto standardized = [&](const Array& values) {
    const Array d = deviations("correlation", values, options);
    return d / sqrt(mean(square(d), {.axes = {0}, .keep_dims = true}));
  };
  return mean_product(standardized(x), standardized(y), options.event_axis.has_value());
}

Array cholesky_covariance(const Array& x, const Axes& sample_axis) {
  return cholesky(covariance(x, {.sample_axis = sample_axis}));
}

Array auto_correlation(const Array& x, const AutoCorrelationOptions& options) {
  constexpr const char* kWho = "auto_correlation";
  const std::int64_t axis = resolved_axis(kWho, x.shape(), options.axis), n = x.dim(axis);
  const std::int64_t num = options.max_lags.value_or(n - 1) + 1;
  if (num < 1 || num > n)
    throw ValueError(text(kWho, ": max_lags must be from 0 to ", n - 1, ", one less than the ", n,
                          " times, got ", num - 1));
  const Array samples = move_axis(as_floating(x), axis, 0);
  const Array y = options.center ? centered(samples) : samples;
  // With as many zeros behind them no product wraps around.
  Dims high(static_cast<std::size_t>(y.rank()), 0);
  high[0] = n;
  const ComplexArray spectrum = rfft(pad(y, {.high = high}), 0);
  const Array powers = square(spectrum.real) + square(spectrum.imaginary);
  const Array sums = slice_axis(irfft({powers, zeros_like(powers)}, 2 * n, 0), 0, 0, num);
  const Dims ones(static_cast<std::size_t>(y.rank() - 1), 1);
  const Array counts = astype(n - arange(num), y.dtype());
  const Array result = sums / reshape(counts, counts.shape() + Shape(ones));
  return move_axis(options.normalize ? result / slice_axis(result, 0, 0, 1) : result, 0, axis);
}

Array cumulative_variance(const Array& x, std::int64_t sample_axis) {
  const std::int64_t axis = resolved_axis("cumulative_variance", x.shape(), sample_axis);
  const Array samples = move_axis(as_floating(x), axis, 0);
  const std::int64_t n = samples.dim(0);
  if (n == 0) return as_floating(x);
  const Array y = centered(samples);
  const Dims ones(static_cast<std::size_t>(y.rank() - 1), 1);
  const Array count = reshape(astype(arange(n) + 1, y.dtype()), Shape{n} + Shape(ones));
  const Array before = slice_axis(sums_before(y), 0, 0, n) / maximum(count - 1., 1.);
  const Array squares = square(y - before) * ((count - 1.) / count);
  return move_axis(cumulative_sum(squares, 0) / count, 0, axis);
}

Array windowed_mean(const Array& x, const WindowOptions& options) {
  return windows_of("windowed_mean", x, options).mean;
}
Array windowed_variance(const Array& x, const WindowOptions& options) {
  return windows_of("windowed_variance", x, options).variance;
}

}  // namespace aleator::stats
