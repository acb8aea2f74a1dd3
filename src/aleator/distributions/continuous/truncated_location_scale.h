// SPDX-License-Identifier: Apache-2.0
// Defines what families with a location and a scale, truncated to an interval, share.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator {

/// x between low and high, of which either may be infinite. What families differ in is the
/// distribution of (x - loc) / scale, which is a function of the standardised ends.
struct TruncatedLocationScaleRules : DistributionRules {
  TruncatedLocationScaleRules(const Family& family, const Array& loc, const Array& scale,
                              const Array& low, const Array& high);
  const Array loc, scale, low, high;
  const Array a, b;  ///< standardised ends

  Array standardized(const Array& x) const;
  std::optional<Array> is_in_support(const Array& x) const override;
  Array inside() const override;
  std::optional<Bijector> default_event_space_bijector() const override;
  Array mode() const override;

 private:
  Array standardized_end(const Array& end) const;
};

/// The Family of a class that is made of loc, scale, low and high.
template <class Member>
constexpr Family truncated_location_scale_family(std::string_view name) {
  return {.name = name,
          .parameters = {{{.name = "loc"},
                          {.name = "scale", .constraint = &kPositive},
                          {.name = "low", .constraint = &kExtendedReal},
                          {.name = "high", .constraint = &kExtendedReal, .is_trainable = false}}},
          .make = [](const std::vector<NamedArray>& p) -> Distribution {
            return Member(p[0].value, p[1].value, p[2].value, p[3].value);
          }};
}

}  // namespace aleator
