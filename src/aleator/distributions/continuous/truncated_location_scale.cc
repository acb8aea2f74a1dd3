// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/truncated_location_scale.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/interval.h"

#include <string>

namespace aleator {

TruncatedLocationScaleRules::TruncatedLocationScaleRules(const Family& family, const Array& loc,
                                                         const Array& scale, const Array& low,
                                                         const Array& high)
    : DistributionRules(family, {{"loc", loc}, {"scale", scale}, {"low", low}, {"high", high}}),
      loc(parameter("loc")),
      scale(parameter("scale")),
      low(parameter("low")),
      high(parameter("high")),
      a(standardized_end(this->low)),
      b(standardized_end(this->high)) {
  check_interval(std::string(family.name).c_str(), this->low, this->high);
}

/// An end that may be infinite, which loc and scale do not move then.
Array TruncatedLocationScaleRules::standardized_end(const Array& end) const {
  const Array has_end = is_finite(end);
  return where(has_end, (where(has_end, end, 0.) - loc) / scale, stop_gradient(end));
}
Array TruncatedLocationScaleRules::standardized(const Array& x) const { return (x - loc) / scale; }

std::optional<Array> TruncatedLocationScaleRules::is_in_support(const Array& x) const {
  return logical_and(logical_and(x >= low, x <= high), is_finite(x));
}
/// The middle, or a point one scale from the finite end, or loc.
Array TruncatedLocationScaleRules::inside() const {
  const Array has_low = is_finite(low), has_high = is_finite(high);
  const Array from = where(has_low, low, 0.), to = where(has_high, high, 0.);
  return where(logical_and(has_low, has_high), 0.5 * from + 0.5 * to,
               where(has_low, from + scale, where(has_high, to - scale, loc)));
}
std::optional<Bijector> TruncatedLocationScaleRules::default_event_space_bijector() const {
  return bijectors::Interval({.low = low, .high = high});
}
Array TruncatedLocationScaleRules::mode() const { return clip(loc, low, high); }

}  // namespace aleator
