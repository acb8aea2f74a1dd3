// SPDX-License-Identifier: Apache-2.0
// Declares the members of families that the battery runs over.
#pragma once

#include "aleator/distributions/families.h"

#include <ostream>
#include <string>
#include <vector>

namespace aleator::battery {

struct DistributionCase {
  std::string name;  ///< of the test
  const Family* family;
  std::vector<NamedArray> parameters;
  /// Parameters at a bound or of very different sizes: finite differences of them make no sense.
  bool is_extreme = false;

  Distribution make() const { return make_distribution(*family, parameters); }
  /// Positions of the parameters that are numbers, and do not decide shapes.
  std::vector<std::size_t> numeric() const;
  /// With other values for these parameters, in their order.
  Distribution make(const Arrays& values) const;
  Arrays values() const;
  const Parameter& declared(std::size_t i) const;
};

inline std::ostream& operator<<(std::ostream& out, const DistributionCase& c) {
  return out << c.name;
}

/// Whether events and parameters of a family are numbers: the battery is over these.
bool is_of_numbers(const Family& family);

/// Several for every family of numbers: scalars, batches that broadcast, extremes. Parameters are
/// strong float64.
std::vector<DistributionCase> distribution_cases();
/// A scalar and a batch for every other family.
std::vector<DistributionCase> event_cases();
/// Members of all of them without a batch, for each choice among alternatives.
std::vector<DistributionCase> scalar_cases();

}  // namespace aleator::battery
