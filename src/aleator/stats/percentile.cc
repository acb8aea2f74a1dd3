// SPDX-License-Identifier: Apache-2.0
#include "aleator/stats/percentile.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/sort.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/stats/sample_axes.h"

#include <limits>

namespace aleator::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

void check_percentages(const Array& q) {
  if (!q.is_known()) return;
  for (const double value : q.values()) {
    if (value < 0 || value > 100)
      throw ValueError(text("percentile: q must be from 0 to 100, got ", value));
  }
}

/// Between neighbours of the sorted samples, whose axis is the first and becomes those of q.
Array at_positions(const Array& sorted, const Array& position, Interpolation interpolation) {
  const auto at = [&](const Array& whole) { return take(sorted, astype(whole, int64)); };
  switch (interpolation) {
    case Interpolation::nearest: return at(round(position));
    case Interpolation::lower: return at(floor(position));
    case Interpolation::higher: return at(ceil(position));
    case Interpolation::midpoint:
    case Interpolation::linear: break;
  }
  const Array below = floor(position);
  const Array low = as_floating(at(below)), high = as_floating(at(ceil(position)));
  if (interpolation == Interpolation::midpoint) return low + 0.5 * (high - low);
  const Dims ones(static_cast<std::size_t>(sorted.rank() - 1), 1);
  const Array part = reshape(position - below, position.shape() + Shape(ones));
  // Next to infinite samples a position without a part is a sample.
  const Array has_part = part > 0.;
  return where(has_part, low + part * (where(has_part, high, low) - low), low);
}

}  // namespace

Array percentile(const Array& x, const Array& q, const PercentileOptions& options) {
  check_percentages(q);
  const Array samples = samples_first("percentile", x, options.axis);
  const Shape rest = shape_without("percentile", x.shape(), options.axis, options.keep_dims);
  const std::int64_t num = samples.dim(0);
  if (num == 0) return full(q.shape() + rest, kNaN);
  const Array wanted = astype(q, float64);
  const Array is_valid = logical_and(wanted >= 0., wanted <= 100.);
  // Multiplied first: with whole percentages of a whole number nothing is rounded.
  const Array position = where(is_valid, wanted * static_cast<double>(num - 1) / 100., 0.);
  const Array sorted = sort(samples, {.axis = 0});
  const Array found = at_positions(sorted, position, options.interpolation);
  const Array result = is_floating(x.dtype()) ? astype(found, x.dtype()) : found;
  const Dims ones(static_cast<std::size_t>(sorted.rank() - 1), 1);
  const Array mask = reshape(is_valid, q.shape() + Shape(ones));
  // NaN are the last of the sorted.
  const bool is_real = is_floating(x.dtype());
  const Array is_good = is_real ? logical_and(mask, logical_not(is_nan(sorted[-1]))) : mask;
  const bool is_surely_good = !is_real && q.is_known();
  return reshape(is_surely_good ? result : where(is_good, result, kNaN), q.shape() + rest);
}

Array quantiles(const Array& x, std::int64_t num_quantiles, const PercentileOptions& options) {
  if (num_quantiles < 1)
    throw ValueError(text("quantiles: num_quantiles must be positive, got ", num_quantiles));
  return percentile(x, linspace(0., 100., num_quantiles + 1), options);
}

}  // namespace aleator::stats
