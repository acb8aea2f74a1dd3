// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/location_scale.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/shift.h"
#include "aleator/bijectors/softplus.h"

#include <limits>

namespace aleator {

LocationScaleRules::LocationScaleRules(const Family& family, const Given& parameters)
    : DistributionRules(family, parameters),
      loc(has_parameter("loc") ? parameter("loc") : zeros_like(parameter("scale"))),
      scale(parameter("scale")) {}

Array LocationScaleRules::standard_cdf(const Array&) const { fail_not_implemented("cdf"); }
// By the smaller of the two tails.
Array LocationScaleRules::standard_log_cdf(const Array& z) const {
  const Array lower = standard_cdf(z), upper = standard_survival_function(z);
  const Array is_lower = lower < upper;
  return where(is_lower, log(where(is_lower, lower, 1.)), log1p(-where(is_lower, 0., upper)));
}
Array LocationScaleRules::standard_quantile(const Array& p) const {
  return standardized(DistributionRules::quantile(p));
}
Array LocationScaleRules::standard_quantile_complement(const Array& q) const {
  return standardized(DistributionRules::quantile_complement(q));
}
Array LocationScaleRules::standard_variance() const { fail_not_implemented("variance"); }
Array LocationScaleRules::standard_entropy() const { fail_not_implemented("entropy"); }

std::optional<Array> HalfLocationScaleRules::is_in_support(const Array& x) const {
  return logical_and(x >= loc, is_finite(x));
}
std::optional<Bijector> HalfLocationScaleRules::default_event_space_bijector() const {
  return bijectors::Chain({bijectors::Shift(loc), bijectors::Softplus()});
}
// Slopes are not taken at and below the end, where they may be infinite.
Array HalfLocationScaleRules::log_survival_function(const Array& x) const {
  const Array z = standardized(x), is_below = z <= 0;
  return where(is_below, 0., standard_log_survival_function(where(is_below, 1., z)));
}
Array HalfLocationScaleRules::standard_log_cdf(const Array& z) const {
  const Array is_below = z <= 0;
  return where(is_below, -std::numeric_limits<double>::infinity(),
               LocationScaleRules::standard_log_cdf(where(is_below, 1., z)));
}

}  // namespace aleator
