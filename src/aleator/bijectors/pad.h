// SPDX-License-Identifier: Apache-2.0
// Defines the Pad bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// Numbers of elements to put before and after those along an axis.
struct Padding {
  std::int64_t before = 0, after = 0;
};

struct PadOptions {
  std::vector<Padding> paddings = {{0, 1}};  ///< for each axis
  Array constant_values = 0.;                ///< the number to put
  Dims axis = {};                            ///< negative; by default the last ones
};

/// Puts constant values before and after the elements along axes, which are counted from the end:
/// by default along as many of the last as there are paddings. Densities are by the elements of x:
/// log |det| = 0.
class Pad : public Bijector {
 public:
  Pad() : Pad(PadOptions{}) {}
  explicit Pad(const PadOptions& options);
};

}  // namespace aleator::bijectors
